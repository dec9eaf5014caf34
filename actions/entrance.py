"""The entrance: whose ticket a code is, whether its holder may come in, and who is in already."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from actions.memory import Memory
from actions.orders import Stage, stage_of
from actions.shop.model import Change, Order, ShopEvent, Ticket
from actions.shop.port import NotFound
from actions.shop.readings import readings
from actions.shop.scoped import ScopedShop
from actions.undo import TIME_TO_UNDO
from botengine import Money, Outcome, User, action, service
from botengine.clock import Clock

EVENT = "entrance.event"  # its name in the memory
EVENING = timedelta(hours=12)  # so long before and after it begins, an event is the one of today
Verdict = Literal["admit", "already", "not_paid", "removed", "other_day", "other_event"]
REFUSALS = ("already", "not_paid", "removed", "other_day", "other_event", "not_found")


@dataclass(frozen=True, slots=True)
class Guest:
    """A ticket as the doorman sees it; what does not belong to its verdict is None.

    `since`: when it was let in, `by` whom.
    """

    verdict: Verdict
    code: str
    number: str
    event: str
    event_id: str
    starts_at: datetime
    seat: str
    type: str
    attendee: str
    stage: Stage
    due: Money | None
    since: datetime | None
    by: str | None


@dataclass(frozen=True, slots=True)
class Entrance:
    """An event's entrance with its counter; `last`: who was let in just now and may be turned away again."""

    title: str
    starts_at: datetime
    inside: int
    expected: int
    last: str | None


class Doorman:
    """A person at an entrance: what this person may see, and which event was chosen."""

    def __init__(self, shop: ScopedShop, user: User, memory: Memory, clock: Clock) -> None:
        self.shop, self.user, self.memory, self.clock = shop, user, memory, clock

    def event(self) -> ShopEvent | None:
        """The event chosen, until its evening is over; else the one of today, if there is but one."""
        known, now = self.shop.events(), self.clock.now()
        kept = self.memory.recall(self.user.id, EVENT)
        chosen = [each for each in known if each.id == kept and each.starts_at > now - EVENING]
        found = chosen or [each for each in known if abs(each.starts_at - now) < EVENING]
        return found[0] if len(found) == 1 else None

    def guest(self, order: Order, ticket: Ticket, event: ShopEvent | None) -> Guest:
        admission = self.admission(order, ticket)
        return Guest(
            verdict=_verdict(order, ticket, event), code=ticket.code, number=order.number, event=order.event,
            event_id=order.event_id, starts_at=order.starts_at, seat=ticket.seat, type=ticket.type,
            attendee=ticket.attendee, stage=stage_of(order), due=order.due if order.due.minor else None,
            since=ticket.checked_in, by=admission.actor if admission else None,
        )  # fmt: skip

    def admission(self, order: Order, ticket: Ticket) -> Change | None:
        """The line of the journal that tells who let a ticket in; None if it is not in, or nobody knows."""
        if ticket.checked_in is None:
            return None
        lines = (line for line in self.shop.history(order.number) if line.action == "check_in")
        return next((line for line in lines if line.after.get("ticket") == ticket.code), None)

    def let_in_just_now(self, order: Order, ticket: Ticket) -> bool:
        """Tell whether it was this person who let the ticket in, within the last minute."""
        done = self.admission(order, ticket)
        own = done is not None and done.actor_id == self.user.id != ""
        return own and done is not None and self.clock.now() - done.at <= TIME_TO_UNDO


@service
def doorman(shop: ScopedShop, user: User, memory: Memory, clock: Clock) -> Doorman:
    """Whoever asks, at the entrance."""
    return Doorman(shop, user, memory, clock)


@action("entrance.offers")
def offers(shop: ScopedShop) -> bool:
    """Whether this shop lets guests in, and this person may."""
    return shop.offers("check_in")


@action("entrance.state")
def state(last: str | None, doorman: Doorman) -> Entrance | None:
    """The entrance at which the person stands; None if an event has to be chosen. `last`: a ticket's code."""
    event = doorman.event()
    if event is None:
        return None
    seen, found = doorman.shop.attendance(event.id), _ticket(last or "", doorman.shop)
    name = found[1].attendee if found and doorman.let_in_just_now(*found) else None
    return Entrance(event.title, event.starts_at, seen.inside, seen.expected, name)


@action("entrance.companions")
def companions(last: str | None, doorman: Doorman) -> Sequence[Guest]:
    """Who may come in with the ticket that was let in last: those of its order that are not in yet."""
    found = _ticket(last or "", doorman.shop)
    if found is None:
        return ()
    event = doorman.event()
    guests = [doorman.guest(found[0], ticket, event) for ticket in found[0].tickets]
    return [guest for guest in guests if guest.verdict == "admit"]


@action("entrance.events")
def events(shop: ScopedShop, now: datetime) -> Sequence[ShopEvent]:
    """The events to choose from, those nearest in time first."""
    return sorted(shop.events(), key=lambda event: abs(event.starts_at - now))


@action("entrance.choose", effect="key")
def choose(event: str, user: User, memory: Memory, key: str) -> None:
    """Stand at the entrance of this event."""
    memory.keep(user.id, EVENT, event, key=key)


@action("entrance.find")
def find(code: str, doorman: Doorman) -> Sequence[Guest]:
    """The ticket with exactly this code, else the tickets of the order with exactly this number."""
    event = doorman.event()
    meant = next(_meant(code, doorman.shop), None)
    return [doorman.guest(meant[0], ticket, event) for ticket in meant[1]] if meant else ()


@action("entrance.get")
def get(code: str, doorman: Doorman) -> Guest | None:
    """The ticket with this code as it is now; None for an unknown or foreign one."""
    found = _ticket(code, doorman.shop)
    return doorman.guest(*found, doorman.event()) if found else None


@action("entrance.admit", outcomes=("ok", *REFUSALS), effect="key", undo="entrance.undo")
def admit(code: str, doorman: Doorman, key: str) -> Outcome:
    """Let the holder of a ticket in, once: of two who try at the same time, one hears "already"."""
    guest = get(code, doorman)
    if guest is None or guest.verdict in {"other_day", "other_event"}:
        return Outcome(guest.verdict if guest else "not_found")
    result = doorman.shop.do(guest.number, "check_in", {"code": guest.code}, key=key)
    if result.name in {"done", "already"}:
        return Outcome("ok" if result.name == "done" else "already")
    if result.reason != "wrong_status" or result.order is None:
        raise RuntimeError(f"the shop lets nobody in: {result.reason or result.name}")
    return Outcome("removed" if result.order.status == "removed" else "not_paid")


@action("entrance.undo", outcomes=("ok", "too_late"), effect="key")
def undo(code: str, doorman: Doorman, key: str) -> Outcome:
    """Take back one's own admission of the last minute; what is taken back already is fine."""
    found = _ticket(code, doorman.shop)
    if found and found[1].checked_in is None:
        return Outcome("ok")
    if not found or not doorman.let_in_just_now(*found):
        return Outcome("too_late")
    result = doorman.shop.do(found[0].number, "check_out", {"code": code}, key=key)
    if result.name not in {"done", "already"}:
        raise RuntimeError(f"the shop takes no admission back: {result.reason or result.name}")
    return Outcome("ok")


def _ticket(code: str, shop: ScopedShop) -> tuple[Order, Ticket] | None:
    try:
        return shop.find_ticket(code)
    except NotFound:
        return None


def _meant(text: str, shop: ScopedShop) -> Iterator[tuple[Order, Sequence[Ticket]]]:
    """What a code or number may mean, also with look-alike letters or in another alphabet."""
    for reading in readings(text):
        if found := _ticket(reading, shop):
            yield found[0], (found[1],)
    for reading in readings(text):
        try:
            order = shop.get_order(reading)
        except NotFound:
            continue
        yield order, order.tickets


def _verdict(order: Order, ticket: Ticket, event: ShopEvent | None) -> Verdict:
    """What the doorman does: the first thing that stands in the way."""
    if order.status == "removed":
        return "removed"
    if event and event.id != order.event_id:
        return "other_day" if event.title == order.event else "other_event"
    if ticket.checked_in:
        return "already"
    return "admit" if order.status == "paid" else "not_paid"
