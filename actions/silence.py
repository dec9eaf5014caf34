"""Silence: nothing is ordered for a time that is unusual for this shop, so that something may be broken."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from functools import partial
from zoneinfo import ZoneInfo

from actions.shop.embedded import EmbeddedShop
from actions.shop.model import Hits, OrderQuery, OrderRow
from actions.shop.port import Scope
from actions.shop.scoped import ScopedShop
from botengine import Notice, Paging, User, action, source

SETTING = "SHOP_SILENCE"  # hours of the daytime without an order: the fewest that are told of; 0: never
HOURS = 4.0  # without the setting: longer than any lunch break, and the evening's sales can still be saved
OPEN, CLOSE = time(8), time(22)  # in the shop's zone: nobody wonders about the night, nor is told in it
DAYS = 14  # before today, which show how often this shop is ordered from
RARE = 5  # in an unusual silence so many orders would have come; by chance that happens once in 150 times
EVERYTHING = Scope(all=True)
ONE = Paging(size=1)
ListOrders = Callable[[OrderQuery, Paging], Hits[OrderRow]]
Told = tuple[Sequence[Notice], str]


@dataclass(frozen=True, slots=True)
class Pace:
    """How many orders came in the days before today."""

    orders: int


@source("silence", every=60.0)
def silence(
    since: str, users: Sequence[User], now: datetime, whole_shop: EmbeddedShop, environ: Mapping[str, str]
) -> Told:
    """An unusual silence, once: `since` is the order it came after. What began unheard is not told."""
    zone, least = ZoneInfo(whole_shop.zone), float(environ.get(SETTING) or HOURS)
    list_orders: ListOrders = partial(whole_shop.list_orders, EVERYTHING)
    newest = list_orders(OrderQuery(), ONE).rows
    if not (least and newest and OPEN <= now.astimezone(zone).time() < CLOSE):
        return [], since
    last = newest[0]
    unusual = daytime(last.created, now, zone) >= max(least, usual_pause(list_orders, now, zone) * RARE)
    if since == last.number or not (unusual and _on_sale(whole_shop, now)):
        return [], since or "-"
    told = users if since else ()
    return [notice_of(user, last.number, last.created, now) for user in told], last.number


@action("silence.pace")
def pace(number: str, shop: ScopedShop, now: datetime) -> Pace | None:
    """How often the shop is ordered from; None when an order has come after the one of this number."""
    newest = shop.list_orders(OrderQuery(), ONE).rows
    if not newest or newest[0].number != number:
        return None
    return Pace(orders_before(shop.list_orders, now, ZoneInfo(shop.zone)))


def notice_of(user: User, number: str, last: datetime, now: datetime) -> Notice:
    """Tell that nothing was ordered since the order of this number, which came at `last`."""
    data = {"number": number, "last": last.isoformat(), "hours": round((now - last) / timedelta(hours=1))}
    return Notice(user.id, "notices.silence", data, key=f"silence:{number}:{last.timestamp():.0f}")


def daytime(begin: datetime, end: datetime, zone: ZoneInfo) -> float:
    """Count the hours from `begin` to `end` that lie in the daytime."""
    day, seconds = begin.astimezone(zone).date(), 0.0
    while day <= end.astimezone(zone).date():
        opens, closes = (datetime.combine(day, each, zone).timestamp() for each in (OPEN, CLOSE))
        seconds += max(0.0, min(closes, end.timestamp()) - max(opens, begin.timestamp()))
        day += timedelta(1)
    return seconds / 3600


def usual_pause(list_orders: ListOrders, now: datetime, zone: ZoneInfo) -> float:
    """Hours of the daytime from one order to the next, on average; endless if there were none."""
    orders = orders_before(list_orders, now, zone)
    return DAYS * (CLOSE.hour - OPEN.hour) / orders if orders else float("inf")


def orders_before(list_orders: ListOrders, now: datetime, zone: ZoneInfo) -> int:
    midnight = datetime.combine(now.astimezone(zone), time(), zone)
    return list_orders(OrderQuery(since=midnight - timedelta(DAYS), until=midnight), ONE).total


def _on_sale(shop: EmbeddedShop, now: datetime) -> bool:
    """Whether anything can be ordered at all."""
    return any(event.starts_at > now and event.free > 0 for event in shop.events(EVERYTHING))
