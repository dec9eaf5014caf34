"""Sales figures, read from the daily sums that every write keeps up to date."""
# ruff: noqa: S608 - statements are put together from constants of this house; values are always bound

from __future__ import annotations

from collections.abc import Sequence
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
    """Add up a period; a scope that sees nothing gets noughts."""
    first, last = _span(view, period, today)
    where, money = _where(view.scope, event), view.shop.money
    standing = one(view.db, _STANDING.format(where=where.sql), *where.values)
    where.add("day >= ? AND day <= ?", first.isoformat(), last.isoformat())
    statuses = _statuses(view, where)
    revenue = view.number(f"SELECT sum(amount) AS n FROM cash WHERE {where.sql}", where.values)
    return Stats(
        period=period, first=first, last=last, orders=sum(tally.orders for tally in statuses.values()),
        statuses=statuses, sold=statuses["paid"].tickets, reserved=statuses["booked"].tickets,
        revenue=money(revenue), open=money(standing["due"]), refund_due=money(standing["back"]),
        days=_days(view, where, first, last), events=_events(view, where),
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


def _statuses(view: View, where: Where) -> dict[Status, Tally]:
    sql = f"""SELECT status, sum(orders) AS orders, sum(seats) AS seats, sum(total) AS total
        FROM daily WHERE {where.sql} GROUP BY status"""
    found = {row["status"]: row for row in view.rows(sql, where.values)}
    none = {"orders": 0, "seats": 0, "total": 0}
    lines = {status: found.get(status, none) for status in STATUSES}
    return {
        name: Tally(row["orders"], row["seats"], view.shop.money(row["total"])) for name, row in lines.items()
    }


def _days(view: View, where: Where, first: date, last: date) -> tuple[DayFigures, ...]:
    ordered = f"""SELECT day, sum(orders) AS orders, sum(seats) AS seats FROM daily
        WHERE {where.sql} AND status IN ('booked', 'paid') GROUP BY day"""
    received = f"SELECT day, sum(amount) AS amount FROM cash WHERE {where.sql} GROUP BY day"
    orders = {row["day"]: row for row in view.rows(ordered, where.values)}
    cash = {row["day"]: row["amount"] for row in view.rows(received, where.values)}
    first = max(first, last - timedelta(DAYS_SHOWN - 1))
    days = (first + timedelta(n) for n in range((last - first).days + 1))
    return tuple(_day(view.shop, day, orders.get(day.isoformat()), cash.get(day.isoformat())) for day in days)


def _day(shop: ShopSettings, day: date, row: Row | None, cash: int | None) -> DayFigures:
    return DayFigures(day, row["orders"] if row else 0, row["seats"] if row else 0, shop.money(cash))


def _events(view: View, where: Where) -> tuple[EventFigures, ...]:
    sql = f"""SELECT e.id, e.title, sum(d.orders) AS orders, sum(d.sold) AS sold, sum(d.reserved) AS reserved,
          sum(d.cash) AS cash FROM (
        SELECT event, orders * (status IN ('booked', 'paid')) AS orders, seats * (status = 'paid') AS sold,
          seats * (status = 'booked') AS reserved, 0 AS cash FROM daily WHERE {where.sql}
        UNION ALL SELECT event, 0, 0, 0, amount FROM cash WHERE {where.sql}) d JOIN events e ON e.id = d.event
        GROUP BY e.id ORDER BY cash DESC, e.starts_at, e.id LIMIT {EVENTS_SHOWN}"""
    return tuple(
        EventFigures(
            row["id"], row["title"], row["orders"], row["sold"], row["reserved"], view.shop.money(row["cash"])
        )
        for row in view.rows(sql, where.values * 2)
    )
