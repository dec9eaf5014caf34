"""Undo: what a person did to an order just now, and how it is taken back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Literal

from actions.shop.model import Change, Order
from actions.shop.scoped import ScopedShop
from botengine import User

TIME_TO_UNDO = timedelta(seconds=60)
Undo = Literal["pay", "unpay", "remove", "restore", "extend"]
INVERSE: Mapping[str, tuple[Undo, str]] = {
    "pay": ("pay", "unpay"),
    "unpay": ("unpay", "pay"),
    "remove": ("remove", "restore"),
    "restore": ("restore", "remove"),
    "extend": ("extend", "extend"),
}
BESIDES = ("note", "resend", "set_email")  # deeds that leave the status as it is


@dataclass(frozen=True, slots=True)
class Undoable:
    """A deed that can be taken back, and the deed that does it."""

    name: Undo
    inverse: str
    params: Mapping[str, object] = field(default_factory=dict)


def undoable(shop: ScopedShop, order: Order, user: User, now: datetime) -> Undoable | None:
    """Tell what this user did to the order within the last minute, unless something came after it."""
    if not user.id or now - order.modified > TIME_TO_UNDO:
        return None
    deeds = [line for line in shop.history(order.number) if line.action not in BESIDES]
    own = [line for line in deeds[:2] if line.actor_id == user.id and now - line.at <= TIME_TO_UNDO]
    if own[:1] != deeds[:1] or own[0].action not in INVERSE or _undoes(*own):
        return None
    last, (name, inverse) = own[0], INVERSE[own[0].action]
    if name == "extend":
        return _shorten(last, now)
    return Undoable(name, inverse, {"until": order.expires} if inverse in ("unpay", "restore") else {})


def undone_before(shop: ScopedShop, order: Order, key: str) -> bool:
    """Tell whether this very press has undone something before the program was killed.

    The shop repeats its answer for the key; a version that cannot be keeps it from acting for any other.
    """
    for line in shop.history(order.number)[:1]:
        answer = shop.do(order.number, line.action, key=key, expect=-1)
        return answer.name == "done" or answer.reason == "invalid_value"
    return False


def _undoes(last: Change, before: Change | None = None) -> bool:
    """Whether the last deed took back the one before it: offered again, a hasty thumb would go in circles."""
    return before is not None and INVERSE.get(before.action, ("", ""))[1] == last.action


def _shorten(extended: Change, now: datetime) -> Undoable:
    """Give a booking its old end; one whose end is past expires again."""
    before: Mapping[str, Any] = extended.before
    until = datetime.fromisoformat(before["expires"])
    if until <= now or before.get("status") == "expired":
        return Undoable("extend", "expire")
    return Undoable("extend", "extend", {"until": until})
