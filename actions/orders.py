"""Orders: finding, showing, and changing their status."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Literal
from zoneinfo import ZoneInfo

from actions.filters import chosen, query_of
from actions.memory import Memory
from actions.shop.folding import number_key
from actions.shop.model import Order, OrderQuery, OrderRow, Ticket
from actions.shop.port import NotFound
from actions.shop.readings import codes, readings
from actions.shop.scoped import ScopedShop
from actions.shop.spreadsheet import orders_csv
from actions.shop.wording import HOME
from actions.undo import Undo, Undoable, undoable, undone_before
from botengine import File, Money, Outcome, Page, Paging, User, action

MOST = 10_000  # orders of a file: more is slow to make, and no phone opens it
EXTENSION_DAYS = 7  # what the button says
Stage = Literal["booked", "paid", "expired", "removed", "refund_due"]


@dataclass(frozen=True, slots=True)
class Line(OrderRow):
    """A row of a list of orders, with the stage that its icon shows."""

    stage: Stage


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet(Order):
    """An order as its screen shows it; sums of nothing are None, so that nobody reads "0,00 €".

    `stage` is the status, but a removed order whose money is still here is "refund_due". `missing`: what a
    partly paid order lacks. `received`: for an order that was paid twice or too much. `held_until`: of a
    booking. `undo`: what this person did just now.
    """

    stage: Stage
    seats: int
    missing: Money | None
    received: Money | None
    owed: Money | None
    returned: Money | None
    held_until: datetime | None
    undo: Undo | None


@action("orders.recent")
def recent(user: User, memory: Memory, shop: ScopedShop, paging: Paging, now: datetime) -> Page[Line]:
    """The orders that the person's filter shows, newest first."""
    return lines(shop.list_orders(query_of(chosen(user, memory, shop), now, shop.zone), paging))


@action("orders.file", outcomes=("ok", "cut", "nothing"))
def file(user: User, memory: Memory, shop: ScopedShop, language: str, now: datetime) -> Outcome:
    """What the person's filter shows, as a table for spreadsheets; "cut" when there are more than MOST."""
    hits = shop.list_orders(query_of(chosen(user, memory, shop), now, shop.zone), Paging(1, MOST))
    if not hits.rows:
        return Outcome("nothing")
    sellers = {each.id: each.name for each in shop.partners()} if user.role == "admin" else None
    table = orders_csv(hits.rows, language or HOME, shop.zone, sellers)
    name = f"orders-{now.astimezone(ZoneInfo(shop.zone)):%Y-%m-%d-%H%M}.csv"
    return Outcome("cut" if hits.total > len(hits.rows) else "ok", File(name, table, "text/csv"))


@action("orders.find")
def find(query: str, shop: ScopedShop, paging: Paging) -> Page[Line]:
    """Orders with `query` in number, buyer, e-mail, phone or ticket code, or with what was meant by it.

    An order that the query names exactly is the only hit.
    """
    hits: Page[OrderRow] = Page((), 0)
    for reading in readings(query):
        hits = shop.list_orders(OrderQuery(text=reading), paging)
        if hits.rows and hits.rows[0].number == number_key(reading):
            return lines(Page(hits.rows[:1], 1))
        if hits.total:
            return lines(hits)
    for word in codes(query):
        named = shop.list_orders(OrderQuery(text=word), Paging(size=1)).rows
        if named and named[0].number == number_key(word):
            return lines(Page(named, 1))
    return lines(hits)


@action("orders.get")
def get(number: str, shop: ScopedShop, user: User, now: datetime) -> Sheet | None:
    """The order as it is now; None for an unknown or foreign one."""
    try:
        order = shop.get_order(number)
    except NotFound:
        return None
    return _sheet(order, undoable(shop, order, user, now))


@action("orders.tickets")
def tickets(number: str, shop: ScopedShop) -> Sequence[Ticket]:
    """The tickets of an order."""
    try:
        return shop.get_order(number).tickets
    except NotFound:
        return ()


@action(
    "orders.mark_paid", outcomes=("ok", "already_paid", "refused"), effect="key", undo="orders.mark_booked"
)
def mark_paid(number: str, shop: ScopedShop, key: str) -> Outcome:
    """Confirm the payment of an order."""
    return _do(shop, number, "pay", key, already="already_paid")


@action("orders.mark_booked", outcomes=("ok", "refused"), effect="key", undo="orders.mark_paid")
def mark_booked(number: str, shop: ScopedShop, key: str) -> Outcome:
    """Take a payment back: the order is booked again."""
    return _do(shop, number, "unpay", key, already="ok")


@action("orders.remove", outcomes=("ok", "already_removed", "refused"), effect="key", undo="orders.restore")
def remove(number: str, shop: ScopedShop, key: str) -> Outcome:
    """Cancel an order and release its seats."""
    return _do(shop, number, "remove", key, already="already_removed")


@action("orders.restore", outcomes=("ok", "refused"), effect="key", undo="orders.remove")
def restore(number: str, shop: ScopedShop, key: str) -> Outcome:
    """Bring a removed order back, if its seats are still free."""
    return _do(shop, number, "restore", key, already="ok")


@action("orders.extend", outcomes=("ok", "refused"), effect="key")
def extend(number: str, shop: ScopedShop, key: str) -> Outcome:
    """Hold an order for some more days; an expired one from now on, if its seats are still free."""
    return _do(shop, number, "extend", key, already="ok", params={"days": EXTENSION_DAYS})


@action("orders.refund_done", outcomes=("ok", "already", "refused"), effect="key")
def refund_done(number: str, owed: Money, shop: ScopedShop, key: str) -> Outcome:
    """Write down that the money that was owed went back: this sum, as it was shown."""
    return _do(shop, number, "refund_done", key, already="already", params={"amount": owed})


@action("orders.note", effect="key")
def note(number: str, text: str, shop: ScopedShop, key: str) -> None:
    """Write an internal note; an empty one takes it away."""
    result = shop.do(number, "note", {"text": text.strip()}, key=key)
    if result.name not in ("done", "already"):
        raise RuntimeError(f"the shop takes no note on order {number}: {result.reason}")


@action("orders.undo", outcomes=("ok", "too_late", "refused"), effect="key")
def undo(number: str, shop: ScopedShop, user: User, now: datetime, key: str) -> Outcome:
    """Take back what this person did to the order within the last minute."""
    try:
        order = shop.get_order(number)
    except NotFound:
        return Outcome("refused")
    deed = undoable(shop, order, user, now)
    if deed is None:
        return Outcome("ok" if undone_before(shop, order, key) else "too_late")
    result = shop.do(number, deed.inverse, deed.params, key=key, expect=order.version)
    return Outcome({"done": "ok", "already": "ok"}.get(result.name, "refused"), result.order)


def _sheet(order: Order, deed: Undoable | None) -> Sheet:
    return Sheet(
        **{each.name: getattr(order, each.name) for each in fields(Order)},
        stage=stage_of(order), seats=len(order.tickets),
        missing=_some(order.due) if order.paid.minor else None,
        received=order.total + order.refund_due if order.money == "overpaid" else None,
        owed=_some(order.refund_due), returned=_some(order.refunded),
        held_until=order.expires if order.status == "booked" else None, undo=deed.name if deed else None,
    )  # fmt: skip


def _some(amount: Money) -> Money | None:
    return amount if amount.minor else None


def stage_of(order: Order | OrderRow) -> Stage:
    return "refund_due" if order.status == "removed" and order.money == "refund_due" else order.status


def lines(hits: Page[OrderRow]) -> Page[Line]:
    rows = [
        Line(**{each.name: getattr(row, each.name) for each in fields(OrderRow)}, stage=stage_of(row))
        for row in hits.rows
    ]
    return Page(rows, hits.total)


def _do(
    shop: ScopedShop,
    number: str,
    action_name: str,
    key: str,
    *,
    already: str,
    params: Mapping[str, object] | None = None,
) -> Outcome:
    """One attempt at the shop's port, as an outcome of the flow."""
    result = shop.do(number, action_name, params, key=key)
    if result.name == "unknown":
        raise RuntimeError(f"the shop did not say what became of '{action_name}' on order {number}")
    return Outcome({"done": "ok", "already": already}.get(result.name, "refused"), result.order)
