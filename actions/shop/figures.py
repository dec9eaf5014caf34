"""Sales figures, read from the daily sums that every write keeps up to date."""
# ruff: noqa: S608 - statements are put together from constants of this house; values are always bound

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta

from actions.shop.conditions import Where
from actions.shop.database import Row, one
from actions.shop.model import (
    STATUSES,
    DayFigures,
    EventFigures,
    Partner,
    Period,
    ShopEvent,
    Stats,
    Status,
    Tally,
)
from actions.shop.port import Scope
from actions.shop.records import ShopSettings, View, local

DAYS_SHOWN = 60  # bars of a chart that still fit on a phone
EVENTS_SHOWN = 20  # lines of a message that somebody still reads

_EVENTS = """
SELECT e.*, ifnull(s.sold, 0) AS sold, ifnull(s.reserved, 0) AS reserved,
  (SELECT ifnull(sum(size - used), 0) FROM areas WHERE event = e.id) AS free
FROM events e LEFT JOIN (
  SELECT event, sum(CASE status WHEN 'paid' THEN seats END) AS sold,
    sum(CASE status WHEN 'booked' THEN seats END) AS reserved
  FROM daily WHERE {where} GROUP BY event) s ON s.event = e.id
WHERE {all} OR s.event IS NOT NULL ORDER BY e.starts_at, e.id
"""

_STANDING = "SELECT sum(due * (status = 'booked')) AS due, sum(refund_due) AS back FROM daily WHERE {where}"


_SUMS = """SELECT event, status, sum(orders) AS orders, sum(seats) AS seats, sum(total) AS total
FROM daily WHERE {where} GROUP BY event, status"""
_CASH = "SELECT event, sum(amount) AS amount FROM cash WHERE {where} GROUP BY event"
_BY_DATE = "SELECT id, title FROM events ORDER BY starts_at, id"


def list_events(view: View) -> Sequence[ShopEvent]:
    """List the events by date; for a partner those with own orders, counting own tickets."""
    if view.scope.empty:
        return ()
    where = _where(view.scope, "")
    sql = _EVENTS.format(where=where.sql, all=int(view.scope.all))
    return tuple(
        ShopEvent(
            row["id"], row["title"], local(row["starts_at"], row["zone"]), row["venue"], row["city"],
            row["sold"] or 0, row["reserved"] or 0, row["free"],
        )
        for row in view.rows(sql, where.values)
    )  # fmt: skip


def list_partners(view: View) -> Sequence[Partner]:
    """List the sellers; a partner knows of no other."""
    found = view.rows("SELECT id, name FROM partners WHERE ? OR id = ?", [view.scope.all, view.scope.owner])
    return tuple(Partner(row["id"], row["name"]) for row in found)


def read_stats(view: View, period: Period, event: str, today: date) -> Stats:
    """Add up a period; a scope that sees nothing gets noughts. Each table is read through once."""
    first, last = _span(view, period, today)
    where, money = _where(view.scope, event), view.shop.money
    standing = one(view.db, _STANDING.format(where=where.sql), *where.values)
    where.add("day >= ? AND day <= ?", first.isoformat(), last.isoformat())
    sums = list(view.rows(_SUMS.format(where=where.sql), where.values))
    cash = {row["event"]: row["amount"] for row in view.rows(_CASH.format(where=where.sql), where.values)}
    statuses = _statuses(view, sums)
    return Stats(
        period=period, first=first, last=last, orders=sum(tally.orders for tally in statuses.values()),
        statuses=statuses, sold=statuses["paid"].tickets, reserved=statuses["booked"].tickets,
        revenue=money(sum(cash.values())), open=money(standing["due"]), refund_due=money(standing["back"]),
        days=_days(view, event, first, last), events=_events(view, sums, cash),
    )  # fmt: skip


def _span(view: View, period: Period, today: date) -> tuple[date, date]:
    if period == "yesterday":
        return today - timedelta(1), today - timedelta(1)
    if period == "all":
        began = one(view.db, "SELECT min(day) AS day FROM daily")["day"]
        return (date.fromisoformat(began) if began else today), today
    return today - timedelta({"today": 0, "7d": 6, "30d": 29}[period]), today


def _where(scope: Scope, event: str) -> Where:
    where = Where()
    if not scope.all:
        where.add("partner = ? AND partner <> ''", scope.partner)
    if event:
        where.add("event = ?", event)
    return where


def _statuses(view: View, sums: Sequence[Row]) -> dict[Status, Tally]:
    return {name: _tally(view, [row for row in sums if row["status"] == name]) for name in STATUSES}


def _tally(view: View, sums: Sequence[Row]) -> Tally:
    orders, seats, total = (sum(row[name] for row in sums) for name in ("orders", "seats", "total"))
    return Tally(orders, seats, view.shop.money(total))


def _days(view: View, event: str, first: date, last: date) -> tuple[DayFigures, ...]:
    first, where = max(first, last - timedelta(DAYS_SHOWN - 1)), _where(view.scope, event)
    where.add("day >= ? AND day <= ?", first.isoformat(), last.isoformat())
    ordered = f"""SELECT day, sum(orders) AS orders, sum(seats) AS seats FROM daily
        WHERE {where.sql} AND status IN ('booked', 'paid') GROUP BY day"""
    received = f"SELECT day, sum(amount) AS amount FROM cash WHERE {where.sql} GROUP BY day"
    orders = {row["day"]: row for row in view.rows(ordered, where.values)}
    cash = {row["day"]: row["amount"] for row in view.rows(received, where.values)}
    days = (first + timedelta(n) for n in range((last - first).days + 1))
    return tuple(_day(view.shop, day, orders.get(day.isoformat()), cash.get(day.isoformat())) for day in days)


def _day(shop: ShopSettings, day: date, row: Row | None, cash: int | None) -> DayFigures:
    return DayFigures(day, row["orders"] if row else 0, row["seats"] if row else 0, shop.money(cash))


def _events(view: View, sums: Sequence[Row], cash: Mapping[str, int]) -> tuple[EventFigures, ...]:
    counted = {(row["event"], row["status"]): row for row in sums}
    none = {"orders": 0, "seats": 0}

    def figures(event: Row) -> EventFigures:
        booked, paid = (counted.get((event["id"], status), none) for status in ("booked", "paid"))
        return EventFigures(
            event["id"], event["title"], booked["orders"] + paid["orders"], paid["seats"], booked["seats"],
            view.shop.money(cash.get(event["id"], 0)),
        )  # fmt: skip

    known = {*cash, *(event for event, _ in counted)}
    events = [row for row in view.rows(_BY_DATE, ()) if row["id"] in known]
    events.sort(key=lambda row: -cash.get(row["id"], 0))  # and by date, as they come
    return tuple(figures(row) for row in events[:EVENTS_SHOWN])
