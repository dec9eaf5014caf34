"""Rounds: reminding all the bookings that wait for money, or giving all of them more time, with one press."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import reduce
from operator import add
from typing import Any, Literal

from actions.filters import Filter, chosen, query_of
from actions.memory import Memory
from actions.orders import EXTENSION_DAYS
from actions.shop.addresses import one_address
from actions.shop.model import Due, Order, OrderQuery
from actions.shop.port import NotFound
from actions.shop.postman import Postman
from actions.shop.scoped import ScopedShop
from actions.shop.sendings import REST, ROUND, Request
from actions.undo import undoable, undone_before
from botengine import Money, Outcome, User, action

MOST = 200  # bookings of one press: the chat has its answer in a second or two, the letters go within minutes
ENOUGH = timedelta(days=6)  # a booking held for so long is left alone: two presses do not give it two weeks
Stage = Literal["remind", "extend", "reminded", "extended", "undone"]
Waiting = Literal["expiring", "open", "nothing"]
Word = Literal["done", "paid", "expired", "removed", "recent", "unreachable", "held", "failed"]


@dataclass(frozen=True, slots=True)
class Standing:
    """The bookings in the person's list that wait for money, and what all of them lack."""

    waiting: Waiting
    count: int = 0
    sum: Money | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Round:
    """What one press is to do to which bookings (remind, extend), or has done (reminded, extended, undone).

    None counts as nothing: such lines are not shown. `most`: how many one press takes, if there are more.
    """

    stage: Stage
    count: int
    sum: Money | None = None
    numbers: Sequence[str] = ()
    press: str = ""
    most: int | None = None
    paid: int | None = None
    expired: int | None = None
    removed: int | None = None
    recent: int | None = None
    unreachable: int | None = None
    held: int | None = None
    failed: int | None = None


@dataclass(frozen=True, slots=True)
class Letters:
    """What became of the letters of a round; None where there are none."""

    sent: int | None = None
    filed: int | None = None
    queued: int | None = None
    rejected: int | None = None
    unknown: int | None = None
    dropped: int | None = None


@action("due.standing")
def standing(user: User, memory: Memory, shop: ScopedShop, now: datetime) -> Standing:
    """The bookings that the person's filter shows and that wait for money."""
    kept = chosen(user, memory, shop)
    dues = shop.dues(query_of(kept, now, shop.zone))
    waiting = _waiting(kept) if dues.orders else "nothing"
    return Standing(waiting, dues.orders, dues.total)


@action("due.whom_to_remind", outcomes=("ok", "nothing"))
def whom_to_remind(user: User, memory: Memory, shop: ScopedShop, postman: Postman, now: datetime) -> Outcome:
    """The next bookings to remind; not those that were reminded within a day, or have no address."""
    query = _query(user, memory, shop, now)
    recent = postman.sendings.reminded(now.timestamp() - REST)
    dues = shop.dues(query, MOST + 1 + len(recent), reachable=True)
    fresh = [each for each in dues.first if each.number not in recent]
    whole = len(fresh) <= MOST  # then the rest was looked at as well
    left = {"recent": len(dues.first) - len(fresh), "unreachable": whole * (dues.orders - len(dues.first))}
    return _round("remind", fresh, left)


@action("due.what_to_extend", outcomes=("ok", "nothing"))
def what_to_extend(user: User, memory: Memory, shop: ScopedShop, now: datetime) -> Outcome:
    """The next bookings to give more time; not those that are held for long anyway."""
    query = _query(user, memory, shop, now)
    soon = min(filter(None, (query.expiring_before, now + ENOUGH)))
    dues = shop.dues(replace(query, expiring_before=soon), MOST + 1)
    return _round("extend", dues.first, {"held": shop.dues(query).orders - dues.orders})


@action("due.remind", effect="key")
def remind(numbers: Sequence[str], shop: ScopedShop, postman: Postman, user: User, key: str) -> Round:
    """Remind the buyers of these bookings, each once per press and at most once a day."""
    orders = {number: _order(number, shop) for number in numbers[:MOST]}
    words = {number: _unfit(order) for number, order in orders.items()}
    postman.post_round([
        Request(f"{ROUND}{key}:{number}", number, "reminder", order.email, order.language, user)
        for number, order in orders.items()
        if order and not words[number]
    ])  # fmt: skip
    posted = postman.wait_for_round(key)
    return _done(
        "reminded", key, {each: "done" if each in posted else words[each] or "recent" for each in words}
    )


@action("due.extend", effect="key")
def extend(numbers: Sequence[str], shop: ScopedShop, now: datetime, key: str) -> Round:
    """Hold these bookings for some more days, each once per press."""
    held = now + ENOUGH
    return _done(
        "extended", key, {each: _extend(shop, each, held, f"{key}:{each}") for each in numbers[:MOST]}
    )


@action("due.undo", outcomes=("ok", "too_late"), effect="key")
def undo(numbers: Sequence[str], shop: ScopedShop, user: User, now: datetime, key: str) -> Outcome:
    """Give the bookings that this person extended within the last minute their old end."""
    undone = _done(
        "undone", key, {each: _undo(shop, each, user, now, f"{key}:{each}") for each in numbers[:MOST]}
    )
    return Outcome("ok", undone) if undone.count else Outcome("too_late")


@action("due.letters")
def letters(press: str, shop: ScopedShop, postman: Postman) -> Letters:
    """What became of the letters of a press, as far as it is known by now."""
    found: dict[str, int] = {}
    if shop.may("orders.bulk"):
        found.update(Counter(postman.sendings.of_round(press).values()))
    return Letters(**{name: found.get(name) for name in Letters.__slots__})


def _waiting(kept: Filter) -> Waiting:
    return "expiring" if kept.stand == "expiring" else "open" if kept.stand == "open" else "nothing"


def _query(user: User, memory: Memory, shop: ScopedShop, now: datetime) -> OrderQuery:
    return query_of(chosen(user, memory, shop), now, shop.zone)


def _round(stage: Literal["remind", "extend"], found: Sequence[Due], left: Mapping[str, int]) -> Outcome:
    """The question: as many as one press takes, those that end first; and why others are left out."""
    taken = found[:MOST]
    if not taken:
        return Outcome("nothing")
    why: dict[str, Any] = {name: count or None for name, count in left.items()}
    asked = Round(
        stage=stage, count=len(taken), sum=reduce(add, (each.due for each in taken)),
        numbers=[each.number for each in taken], most=MOST if len(found) > MOST else None, **why,
    )  # fmt: skip
    return Outcome("ok", asked)


def _done(stage: Stage, press: str, words: Mapping[str, Word]) -> Round:
    """The answer: to which it was done, and why not to the others."""
    counts: dict[str, Any] = dict(Counter(words.values()))
    done = [number for number, word in words.items() if word == "done"]
    counts.pop("done", None)
    return Round(stage=stage, press=press, count=len(done), numbers=done, **counts)


def _order(number: str, shop: ScopedShop) -> Order | None:
    try:
        return shop.get_order(number) if shop.may("orders.bulk") else None
    except NotFound:
        return None


def _unfit(order: Order | None) -> Word | None:
    """Why the buyer of this order is not reminded, if there is a reason in the order."""
    if order is None:
        return "removed"
    if order.status != "booked":
        return order.status
    try:
        one_address(order.email)
    except ValueError:
        return "unreachable"
    return None


def _extend(shop: ScopedShop, number: str, held: datetime, key: str) -> Word:
    """Extend one booking, unless it is none any more or was extended by somebody in between."""
    version = -1  # no order has it: at first the shop only repeats what this press did before it was cut off
    while True:
        result = shop.do(number, "extend", {"days": EXTENSION_DAYS}, key=key, expect=version)
        if result.name == "unknown" or result.reason == "busy":
            raise RuntimeError(f"the shop does not say what became of order {number}")
        if result.name != "conflict" or result.order is None:
            return "done" if result.name == "done" else "held" if result.name == "already" else "failed"
        if result.order.status != "booked":
            return result.order.status
        if result.order.expires >= held:
            return "held"
        version = result.order.version


def _undo(shop: ScopedShop, number: str, user: User, now: datetime, key: str) -> Word:
    """Take back what this person's extending did to one booking, once per press."""
    order = _order(number, shop)
    if order is None:
        return "failed"
    deed = undoable(shop, order, user, now)
    if deed is None or deed.name != "extend":
        return "done" if undone_before(shop, order, key) else "failed"
    result = shop.do(number, deed.inverse, deed.params, key=key, expect=order.version)
    return "done" if result.name == "done" else "failed"
