"""Notices of the shop: what happened to orders, seats that run short, the figures of the day before."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from actions.shop.embedded import EmbeddedShop
from actions.shop.model import Change, ShopEvent
from actions.shop.port import Scope
from actions.shop.scoped import ScopedShop
from botengine import Notice, User, source

KINDS = {  # line of the journal: name of the notice
    "placed": "placed",
    "pay": "paid",
    "payment_in": "paid",
    "remove": "removed",
    "expire": "expired",
    "payment_failed": "payment_failed",
    "refund_done": "refunded",
    "restore": "restored",
    "set_email": "email_changed",
    "error": "trouble",
}
OWED = {"refund_due", "overpaid"}
EVERYTHING = Scope(all=True)
REPORT_AT = time(8)  # in the shop's zone: before the box office opens
SHORT = 10  # an event is short of seats when less than one in so many is free
Told = tuple[Sequence[Notice], str]


@source("shop", every=2.0)
def changes(since: str, users: Sequence[User], whole_shop: EmbeddedShop) -> Told:
    """What happened to orders, told to everybody who may see the order; but not to who did it."""
    found, token = whole_shop.changes(EVERYTHING, since)
    return [notice for change in found for notice in _told(change, users, whole_shop)], token


def _told(change: Change, users: Sequence[User], shop: EmbeddedShop) -> Iterator[Notice]:
    data = {"number": change.number, "actor": change.actor, "info": str(change.after.get("info", ""))}
    for user in users:
        kind = _kind(change, user)
        if kind and user.id != change.actor_id and ScopedShop(shop, user).sees(change):
            yield Notice(user.id, f"notices.{kind}", data, key=f"journal:{change.id}")


def _kind(change: Change, user: User) -> str:
    """What this is for this person, "" for nothing; money to refund comes before the removal it is due to."""
    kind = KINDS.get(change.action, "")
    if change.action == "payment_in" and change.after.get("status") != "paid":
        kind = ""
    owed = change.action in {"remove", "payment_in"} and change.after.get("money") in OWED
    wants = not kind or "notices.refund_due" not in user.muted
    return "refund_due" if owed and wants else kind


@source("seats", every=30.0)
def seats(since: str, users: Sequence[User], now: datetime, whole_shop: EmbeddedShop) -> Told:
    """Events that ran short of seats or sold out since the last time, once a day each."""
    before = json.loads(since) if since else None
    events = [event for event in whole_shop.events(EVERYTHING) if event.starts_at > now]
    levels = {event.id: _level(event) for event in events}
    worse = [] if before is None else [e for e in events if levels[e.id] > before.get(e.id, levels[e.id])]
    sold_by = {user.id: {event.id for event in ScopedShop(whole_shop, user).events()} for user in users}
    notices = [
        Notice(
            user.id,
            "notices.sold_out" if levels[event.id] > 1 else "notices.short",
            {"event": event.title, "free": event.free},
            key=f"seats:{event.id}:{levels[event.id]}:{now:%Y-%m-%d}",
        )
        for event in worse
        for user in users
        if event.id in sold_by[user.id]
    ]
    return notices, json.dumps(levels)


def _level(event: ShopEvent) -> int:
    """0: enough seats, 1: few, 2: none."""
    if event.free <= 0:
        return 2
    return int(event.free * SHORT < event.free + event.sold + event.reserved)


@source("report", every=20.0)
def report(since: str, users: Sequence[User], now: datetime, whole_shop: EmbeddedShop) -> Told:
    """Every morning the figures of the day before."""
    local = now.astimezone(ZoneInfo(whole_shop.settings.zone))
    today = local.date().isoformat()
    if local.time() < REPORT_AT or since == today:
        return [], since
    day = (local.date() - timedelta(1)).isoformat()
    due = users if since else ()  # a new shop has no yesterday
    return [Notice(user.id, "notices.daily", {"day": day}, key=f"daily:{today}") for user in due], today
