"""What the demo shop does by itself, so that there is something to hear of: buyers come, bookings end."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta

from actions.memory import Memory
from actions.shop.arrivals import Arrivals
from actions.shop.embedded import EmbeddedShop
from actions.shop.model import OrderQuery
from actions.shop.visitors import Visitors
from actions.silence import EVERYTHING, notice_of
from botengine import Notice, Outcome, Paging, User, action, source

SETTING = "SHOP_BUYERS"  # seconds from one buyer to the next; without it nobody comes
FIRST = 45.0  # seconds from the start to the first: the newcomer has found the phone by then
WISH = "demo.lull"  # its name in the memory
LULL = timedelta(hours=6)
Told = tuple[Sequence[Notice], str]


@source("buyers", every=5.0)
def buyers(since: str, now: datetime, whole_shop: EmbeddedShop, environ: Mapping[str, str]) -> Told:
    """Let the next buyer in when it is time; `since` is when, and how many there were."""
    pause = float(environ.get(SETTING) or 0)
    if not pause:
        return [], since
    due, _, count = since.partition(" ")
    if not due or now.timestamp() > float(due) + pause:  # the demo was just started
        return [], f"{now.timestamp() + FIRST} {count or 0}"
    if now.timestamp() < float(due):
        return [], since
    Visitors(whole_shop).visit(int(count))
    return [], f"{now.timestamp() + pause} {int(count) + 1}"  # what happened is in the shop's journal


@source("expiry", every=60.0)
def expiry(whole_shop: EmbeddedShop) -> Told:
    """End the bookings whose time is over, as the journal will tell."""
    Arrivals(whole_shop).expire_overdue()
    return [], ""


@action("demo.buy", outcomes=("ok", "nothing"), effect="none")
def buy(key: str, whole_shop: EmbeddedShop) -> Outcome:
    """Let a buyer in at once."""
    order = Visitors(whole_shop).visit(2 * sum(key.encode()))
    return Outcome("ok" if order else "nothing")


@action("demo.lull", effect="key")
def lull(user: User, memory: Memory, now: datetime, key: str) -> None:
    """Let the person hear, as if nobody had ordered for hours."""
    memory.keep(user.id, WISH, str(now.timestamp()), key=key)


@source("lull", every=2.0)
def lulls(
    since: str, users: Sequence[User], memory: Memory, whole_shop: EmbeddedShop, environ: Mapping[str, str]
) -> Told:
    """The silences that people asked for; `since` is when the last one did."""
    if not offers(environ):
        return [], since
    wishes = [(float(memory.recall(user.id, WISH) or 0), user) for user in users]
    fresh = [(at, user) for at, user in wishes if at > float(since or 0)]
    newest = whole_shop.list_orders(EVERYTHING, OrderQuery(), Paging(size=1)).rows if fresh else ()
    told = [
        notice_of(user, order.number, (now := datetime.fromtimestamp(at, UTC)) - LULL, now)
        for at, user in fresh
        for order in newest
    ]
    return told, str(max([float(since or 0), *(at for at, _ in fresh)]))


@action("demo.offers")
def offers(environ: Mapping[str, str]) -> bool:
    """Whether this shop has buyers who can be called."""
    return float(environ.get(SETTING) or 0) > 0
