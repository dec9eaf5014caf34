"""The history of an order, in people's words: who did what, and when; and what happened to its money."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal, get_args

from actions.shop.model import Change, Payment, PaymentState, Refund
from actions.shop.port import NotFound
from actions.shop.scoped import ScopedShop
from botengine import Money, action

Deed = Literal[
    "placed", "pay", "unpay", "remove", "restore", "extend", "expire", "refund_done", "set_email", "note",
    "resend", "remind", "check_in", "check_out", "payment_in", "payment_failed", "other",
]  # fmt: skip
Method = Literal["banktransfer", "card", "paypal", "manual", "other"]
Movement = Literal["pending", "confirmed", "failed", "canceled", "refunded"]
ARROW = " → "


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of the history; what does not belong to its deed is None."""

    at: datetime
    actor: str
    deed: Deed
    amount: Money | None = None
    until: datetime | None = None
    detail: str | None = None


@dataclass(frozen=True, slots=True)
class Booking:
    """Money that came in, was awaited, failed to come, or went back."""

    at: datetime
    amount: Money
    method: Method
    state: Movement
    info: str | None = None


@action("orders.history")
def history(number: str, shop: ScopedShop) -> Sequence[Entry]:
    """What happened to an order, newest first."""
    try:
        order = shop.get_order(number)
        return [_entry(line, order.total.currency) for line in shop.history(number)]
    except NotFound:
        return ()


@action("orders.payments")
def payments(number: str, shop: ScopedShop) -> Sequence[Booking]:
    """The payments and refunds of an order, newest first."""
    try:
        order = shop.get_order(number)
    except NotFound:
        return ()
    moved = [*map(_paid, order.payments), *map(_refunded, order.refunds)]
    return sorted(moved, key=lambda each: each.at, reverse=True)


def _entry(line: Change, currency: str) -> Entry:
    before, after = line.before, line.after
    action_name = "remind" if after.get("reminder") else line.action
    deed: Deed = action_name if action_name in get_args(Deed) else "other"  # type: ignore[assignment]
    until = after.get("expires") if deed == "extend" else None
    return Entry(
        at=line.at, actor=line.actor, deed=deed, amount=_amount(before, after, currency),
        until=datetime.fromisoformat(str(until)) if until else None, detail=_detail(deed, before, after),
    )  # fmt: skip


def _amount(before: Mapping[str, Any], after: Mapping[str, Any], currency: str) -> Money | None:
    """The money that moved: as it was told, else by the difference."""
    moved = after.get("amount") or abs(after.get("paid", 0) - before.get("paid", 0))
    return Money(moved, currency) if moved else None


def _detail(deed: Deed, before: Mapping[str, Any], after: Mapping[str, Any]) -> str | None:
    match deed:
        case "set_email":
            return f"{before.get('email') or '–'}{ARROW}{after.get('email')}"
        case "note":
            return after.get("note") or None
        case "resend" | "remind":
            return after.get("to")
    return after.get("info") or None


def _paid(payment: Payment) -> Booking:
    state: PaymentState = payment.state
    method: Method = payment.method if payment.method in get_args(Method) else "other"  # type: ignore[assignment]
    return Booking(payment.at, payment.amount, method, state, payment.info or None)


def _refunded(refund: Refund) -> Booking:
    return Booking(refund.at, refund.amount, "other", "refunded", refund.info or None)
