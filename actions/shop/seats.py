"""Seats: taken by booked and paid orders, free again when an order expires or is removed."""

from __future__ import annotations

import secrets

from sqlite_utils import Database

from actions.shop.database import first, rows
from actions.shop.model import Reason

ROW_SEATS = 24  # seats of a row
CODE_SIGNS = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"  # 32: five bits each; no I, O, 0, 1
CODE_LENGTH = 14  # 70 bits: a ticket cannot be guessed

_OF_ORDER = "SELECT area, count(*) AS n FROM tickets WHERE order_id = ? GROUP BY area"


class Refused(Exception):  # noqa: N818 - an answer, not an error
    """The order cannot have this; `reason` is one of the closed list."""

    def __init__(self, reason: Reason) -> None:
        super().__init__(reason)
        self.reason: Reason = reason


def take(db: Database, area: int, count: int) -> None:
    """Take `count` places of an area, or raise Refused("sold_out")."""
    if first(db, "SELECT id FROM areas WHERE id = ? AND used + ? > size", area, count):
        raise Refused("sold_out")
    db.execute("UPDATE areas SET used = used + ? WHERE id = ?", (count, area))


def take_again(db: Database, order_id: int) -> None:
    """Take the places that an order's tickets name, or raise Refused("sold_out")."""
    for row in rows(db, _OF_ORDER, order_id):
        take(db, row["area"], row["n"])


def release(db: Database, order_id: int) -> None:
    for row in rows(db, _OF_ORDER, order_id):
        db.execute("UPDATE areas SET used = used - ? WHERE id = ?", (row["n"], row["area"]))


def label(n: int) -> str:
    """Name the place that was given out as number `n` (from 0) of its area."""
    row, seat = divmod(n, ROW_SEATS)
    return f"Reihe {row + 1}, Platz {seat + 1}"


def code_of(bits: int) -> str:
    """Write 70 bits in letters and digits that nobody mistakes."""
    return "".join(CODE_SIGNS[bits >> 5 * n & 31] for n in range(CODE_LENGTH))


def new_code() -> str:
    return code_of(secrets.randbits(5 * CODE_LENGTH))
