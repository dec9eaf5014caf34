"""What a query means in SQL: the conditions that choose orders."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from actions.shop.database import first
from actions.shop.folding import address_key
from actions.shop.model import OrderQuery
from actions.shop.records import ShopSettings, View, local


@dataclass(slots=True)
class Where:
    """Conditions on `orders o`; without other ones than `counted`, the daily figures know the total."""

    parts: list[str] = field(default_factory=list)
    values: list[Any] = field(default_factory=list)
    counted: bool = True  # every condition so far is a column of `daily`

    def add(self, part: str, *values: object, counted: bool = False) -> None:
        self.parts.append(part)
        self.values.extend(values)
        self.counted = self.counted and counted

    @property
    def sql(self) -> str:
        return " AND ".join(self.parts) or "1"


def conditions(view: View, query: OrderQuery) -> Where | None:
    """Translate a query; None if no order can fit it."""
    where = Where()
    if query.partner and not view.scope.covers(query.partner):
        return None
    if partner := query.partner or view.scope.owner:
        where.add("o.partner = ?", partner, counted=True)
    if query.event:
        where.add("o.event = ?", query.event, counted=True)
    _in_list(where, "o.status", query.statuses, counted=True)
    _in_list(where, "o.money", query.money, counted=False)
    if query.email:
        where.add("o.email_key = ?", address_key(query.email))
    if query.expiring_before:
        where.add("o.status = 'booked' AND o.expires < ?", int(query.expiring_before.timestamp()))
    _since_until(view, where, query)
    return where


def _in_list(where: Where, column: str, wanted: tuple[str, ...], *, counted: bool) -> None:
    if len(wanted) == 1:
        where.add(f"{column} = ?", wanted[0], counted=counted)
    elif wanted:  # the plus keeps the planner from sorting two index ranges: it walks from the newest on
        where.add(f"+{column} IN ({', '.join('?' * len(wanted))})", *wanted, counted=counted)


def _since_until(view: View, where: Where, query: OrderQuery) -> None:
    """Times become row ids, because ids grow with time: then every index serves the range."""
    for moment, part in ((query.since, "o.id >= ?"), (query.until, "o.id < ?")):
        if moment:
            where.add(part, _first_id(view, moment), counted=True)


def _first_id(view: View, moment: datetime) -> int:
    sql = "SELECT id FROM orders WHERE created >= ? ORDER BY created, id LIMIT 1"
    if found := first(view.db, sql, int(moment.timestamp())):
        return int(found["id"])
    return 1 + view.number("SELECT max(id) AS n FROM orders", ())


def in_days(view: View, query: OrderQuery, where: Where) -> Where | None:
    """Ask the same of the table `daily`; None if its sums cannot know all the conditions."""
    days = Where()
    if not (where.counted and _whole_days(view.shop, query, days)):
        return None
    for part, value in (("event = ?", query.event), ("partner = ?", query.partner or view.scope.owner)):
        if value:
            days.add(part, value)
    _in_list(days, "status", query.statuses, counted=True)
    return days


def _whole_days(shop: ShopSettings, query: OrderQuery, days: Where) -> bool:
    """Add the query's times to `days`, as days; False if one is not the beginning of a day."""
    for moment, part in ((query.since, "day >= ?"), (query.until, "day < ?")):
        if moment:
            here = local(int(moment.timestamp()), shop.zone)
            if here - here.replace(hour=0, minute=0, second=0, microsecond=0) != timedelta(0):
                return False
            days.add(part, here.date().isoformat())
    return True
