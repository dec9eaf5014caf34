"""What the money of an order says, derived from sums in minor units."""

from __future__ import annotations

from dataclasses import dataclass

from actions.shop.model import MoneyFlag, Status


@dataclass(frozen=True, slots=True)
class Balance:
    """The flag, what is still missing and what should go back (minor units)."""

    flag: MoneyFlag
    due: int
    refund_due: int


def balance(status: Status, total: int, paid: int, refunded: int) -> Balance:
    """Tell how the money stands; all sums in minor units, `paid` and `refunded` over the whole life."""
    held = paid - refunded
    if status == "removed":
        return Balance(_removed(held, refunded), 0, max(held, 0))
    missing = max(total - held, 0) if status != "paid" else 0  # a goodwill refund is no new debt
    return Balance(_standing(total, held, refunded), missing, max(held - total, 0))


def _removed(held: int, refunded: int) -> MoneyFlag:
    if held > 0:
        return "refund_due"
    return "refunded" if refunded else "open"


def _standing(total: int, held: int, refunded: int) -> MoneyFlag:
    if held > total:
        return "overpaid"
    if held == total and (held or not refunded):
        return "paid"
    if refunded:
        return "partly_refunded" if held else "refunded"
    return "partly_paid" if held else "open"
