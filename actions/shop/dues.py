"""Bookings that wait for money: how many, how much, and which of them end first."""
# ruff: noqa: S608 - statements are put together from constants of this house; values are always bound

from __future__ import annotations

from dataclasses import replace

from actions.shop.conditions import Where, conditions, in_days
from actions.shop.database import one
from actions.shop.model import Due, Dues, OrderQuery
from actions.shop.records import View, utc

_NEXT = "SELECT number, email, due, expires FROM orders o WHERE {where} ORDER BY o.expires, o.id LIMIT ?"


def read_dues(view: View, query: OrderQuery, limit: int, *, reachable: bool) -> Dues:
    """Count the bookings among the orders of the query, and list the first; `reachable`: with an address."""
    asked = not query.statuses or "booked" in query.statuses
    query = replace(query, statuses=("booked",))
    where = conditions(view, query)
    if view.scope.empty or where is None or not asked:
        return Dues(0, view.shop.money(0))
    orders, due = _sums(view, query, where)
    if reachable:
        where.add("o.email <> ''")
    found = view.rows(_NEXT.format(where=where.sql), [*where.values, limit]) if limit else []
    first = (
        Due(row["number"], row["email"], view.shop.money(row["due"]), utc(row["expires"])) for row in found
    )
    return Dues(orders, view.shop.money(due), tuple(first))


def _sums(view: View, query: OrderQuery, where: Where) -> tuple[int, int]:
    """Ask the daily sums if they know all the conditions; else add up."""
    if days := in_days(view, query, where):
        sql, values = f"SELECT sum(orders) AS n, sum(due) AS due FROM daily WHERE {days.sql}", days.values
    else:
        sql, values = f"SELECT count(*) AS n, sum(due) AS due FROM orders o WHERE {where.sql}", where.values
    found = one(view.db, sql, *values)
    return found["n"] or 0, found["due"] or 0
