"""Sending orders: tickets to the buyer or to oneself, reminders, and what became of each letter."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Literal

from actions.shop.addresses import one_address
from actions.shop.letters import file_name, kind_of
from actions.shop.model import Order
from actions.shop.port import NotFound
from actions.shop.postman import Postman
from actions.shop.scoped import ScopedShop
from actions.shop.sendings import Request, Sending, Sendings, SendingState
from actions.shop.tickets import tickets_pdf
from actions.shop.wording import HOME
from botengine import File, Money, Notice, Outcome, Page, Paging, User, action, source

OVERLAP = 10.0  # seconds: two threads may write down their verdicts in another order than they came
OUTCOMES = ("sent", "filed", "queued", "delayed", "rejected", "unknown", "dropped", "refused")


@dataclass(frozen=True, slots=True)
class LastSending:
    """The newest letter about an order; `to` is empty if there is none."""

    state: SendingState = "none"
    to: str = ""
    at: datetime | None = None
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Offer:
    """What the buyer of an order can be sent now."""

    kind: Literal["tickets", "reminder", "nothing"]
    event: str
    buyer: str
    email: str
    due: Money
    expires: datetime


@action("sending.offer")
def offer(number: str, shop: ScopedShop) -> Offer | None:
    """What can be sent about an order; None for an unknown or foreign one."""
    order = _order(number, shop)
    if order is None:
        return None
    return Offer(kind_of(order) or "nothing", order.event, order.buyer, order.email, order.due, order.expires)


@action("sending.to_buyer", outcomes=OUTCOMES, effect="key")
def to_buyer(number: str, shop: ScopedShop, postman: Postman, user: User, key: str) -> Outcome:
    """Send the buyer the tickets of a paid order, or a reminder of a booked one."""
    order = _order(number, shop)
    kind = kind_of(order) if order else None
    if order is None or kind is None or not shop.may("orders.resend"):
        return Outcome("refused")
    return _send(postman, Request(key, order.number, kind, order.email, order.language, user))


@action("sending.to_me", outcomes=OUTCOMES, effect="key")
def to_me(number: str, shop: ScopedShop, postman: Postman, user: User, key: str) -> Outcome:
    """Send the tickets of a paid order to the person's own address."""
    order = _order(number, shop)
    if order is None or kind_of(order) != "tickets" or not shop.may("orders.resend"):
        return Outcome("refused")
    return _send(postman, Request(key, order.number, "copy", user.email, user.language, user))


@action("sending.file", outcomes=("ok", "refused"))
def file(number: str, shop: ScopedShop, language: str) -> Outcome:
    """The tickets of a paid order as a PDF for the chat."""
    order = _order(number, shop)
    if order is None or kind_of(order) != "tickets":
        return Outcome("refused")
    pdf = tickets_pdf(order, language or HOME)
    return Outcome("ok", File(file_name(order), pdf, "application/pdf"))


@action("sending.last")
def last(number: str, shop: ScopedShop, postman: Postman, user: User) -> LastSending:
    """The newest letter about an order."""
    found = _sendings(number, shop, postman, user, 1)
    return LastSending(found[0].state, found[0].to, found[0].at, found[0].reason) if found else LastSending()


@action("sending.log")
def log(number: str, shop: ScopedShop, postman: Postman, user: User, paging: Paging) -> Page[Sending]:
    """All letters about an order, newest first."""
    found = _sendings(number, shop, postman, user)
    return Page(found[paging.offset : paging.offset + paging.size], len(found))


@action("sending.get")
def get(id: int, shop: ScopedShop, postman: Postman, user: User) -> Sending | None:  # noqa: A002 - its name
    """One letter; None if the person may not know of it."""
    try:
        sending = postman.sendings.get(id)
    except LookupError:
        return None
    own = sending.kind != "copy" or sending.actor_id == user.id
    return sending if own and _order(sending.number, shop) else None


@action("mail.forget", effect="natural")
def forget(person: str, data: Path) -> None:
    """What `botengine forget` calls: their copies go, and their name on what they sent to buyers."""
    if (data / "mail.db").exists():
        sendings = Sendings(data / "mail.db")
        sendings.forget(person, data / "mail")
        sendings.close()


@source("mail", every=2.0)
def verdicts(since: str, users: Sequence[User], postman: Postman) -> tuple[Sequence[Notice], str]:
    """What became of letters whose senders were told to wait. Keys see to it that nobody hears twice."""
    if not since:
        return [], str(postman.clock.time())
    known = {user.id for user in users}
    late = postman.sendings.late(float(since) - OVERLAP)
    notices = [
        Notice(each.actor_id, "sending.late", {"id": each.id, "number": each.number}, key=f"letter:{each.id}")
        for each in late
        if each.actor_id in known
    ]
    return notices, str(max([float(since), *(each.at.timestamp() for each in late)]))


def _sendings(number: str, shop: ScopedShop, postman: Postman, user: User, limit: int = 100) -> list[Sending]:
    order = _order(number, shop)
    return list(postman.sendings.of_order(order.number, user, limit)) if order else []


def _order(number: str, shop: ScopedShop) -> Order | None:
    try:
        return shop.get_order(number)
    except NotFound:
        return None


def _send(postman: Postman, request: Request) -> Outcome:
    """Post a letter, wait a moment for the truth about it, and tell it with the server's reason."""
    try:
        one_address(request.to)
    except ValueError:
        return Outcome("refused")
    sending = postman.wait(postman.post(request))
    delayed = sending.state == "queued" and sending.again
    return Outcome("delayed" if delayed else sending.state, sending.reason)
