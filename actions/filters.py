"""The filter of the order list: what a person chose, remembered until the person chooses anew."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime, time, timedelta
from typing import Any, Literal
from zoneinfo import ZoneInfo

from actions.memory import Memory
from actions.shop.model import OrderQuery, ShopEvent
from actions.shop.scoped import ScopedShop
from botengine import User, action

FILTER = "orders.filter"  # its name in the memory
Chip = Literal["open", "paid", "expiring", "refund", "overpaid", "today", "week"]
STANDS: dict[str, dict[str, Any]] = {
    "open": {"statuses": ("booked",)},
    "paid": {"statuses": ("paid",)},
    "refund": {"money": ("refund_due", "overpaid")},
    "overpaid": {"money": ("overpaid",)},
}
SPANS = {"today": 0, "week": 6}  # days before today that the span begins


@dataclass(frozen=True, slots=True)
class Filter:
    """What the list shows: at most one chip for how orders stand, one for when they came, one event.

    `title` is the event's; None is shown as nothing.
    """

    stand: Chip | None = None
    span: Chip | None = None
    event: str | None = None
    title: str | None = None
    active: bool = False


@action("orders.filter")
def chosen(user: User, memory: Memory, shop: ScopedShop) -> Filter:
    """The person's filter; an event that is not the person's (any more) is left out."""
    try:
        kept = Filter(**json.loads(memory.recall(user.id, FILTER) or "{}"))
    except (ValueError, TypeError):  # written by another version of this file
        return Filter()
    title = (
        next((each.title for each in shop.events() if each.id == kept.event), None) if kept.event else None
    )
    event = kept.event if title else None
    return replace(kept, event=event, title=title, active=bool(kept.stand or kept.span or event))


@action("orders.choose", effect="key")
def choose(chip: Chip, user: User, memory: Memory, shop: ScopedShop, key: str) -> None:
    """Put a chip on, in the place of its neighbour; or off, if it is on."""
    now = chosen(user, memory, shop)
    if chip in SPANS:
        wanted = replace(now, span=None if now.span == chip else chip)
    else:
        wanted = replace(now, stand=None if now.stand == chip else chip)
    _keep(wanted, user, memory, key)


@action("orders.choose_event", effect="key")
def choose_event(event: str, user: User, memory: Memory, shop: ScopedShop, key: str) -> None:
    """Show the orders of one event only; of all events for an empty one."""
    _keep(replace(chosen(user, memory, shop), event=event or None), user, memory, key)


@action("orders.choose_all", effect="key")
def choose_all(user: User, memory: Memory, key: str) -> None:
    """Take every filter off."""
    _keep(Filter(), user, memory, key)


@action("orders.events")
def events(shop: ScopedShop, now: datetime) -> Sequence[ShopEvent]:
    """The events to choose from: those to come by date, then the past ones, newest first."""
    known = shop.events()
    to_come = [each for each in known if each.starts_at > now]
    return [*to_come, *reversed([each for each in known if each.starts_at <= now])]


def query_of(chosen: Filter, now: datetime, zone: str) -> OrderQuery:
    """What the shop is asked for; days begin where the shop is."""
    midnight = datetime.combine(now.astimezone(ZoneInfo(zone)), time(), ZoneInfo(zone))
    query = OrderQuery(event=chosen.event or "", **STANDS.get(chosen.stand or "", {}))
    if chosen.stand == "expiring":
        query = replace(query, expiring_before=midnight + timedelta(2), sort="expiring")
    if chosen.span:
        query = replace(query, since=midnight - timedelta(SPANS[chosen.span]))
    return query


def _keep(wanted: Filter, user: User, memory: Memory, key: str) -> None:
    kept = {name: value for name, value in asdict(wanted).items() if name in ("stand", "span", "event")}
    memory.keep(user.id, FILTER, json.dumps(kept), key=key)
