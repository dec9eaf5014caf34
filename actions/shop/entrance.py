"""The entrance of the embedded shop: whose ticket a code is, and how many guests are in."""

from __future__ import annotations

from actions.shop.database import first, one
from actions.shop.folding import code_key
from actions.shop.model import Attendance, Order, Ticket
from actions.shop.port import NotFound
from actions.shop.records import View, read_order

_FOUND = """
SELECT t.code, t.order_id, o.partner FROM tickets t JOIN orders o ON o.id = t.order_id WHERE t.code = ?
"""
_COUNTED = """
SELECT ifnull(sum(inside), 0) AS inside, ifnull(sum(expected), 0) AS expected
FROM entrance WHERE event = ? AND (? OR partner = ?)
"""


def find_ticket(view: View, code: str) -> tuple[Order, Ticket]:
    """Find a ticket by its whole code, or raise NotFound: foreign and unknown are the same."""
    row = first(view.db, _FOUND, code_key(code))
    if row is None or not view.scope.covers(row["partner"]):
        raise NotFound(code)
    order = read_order(view.db, row["order_id"], view.shop)
    return order, next(ticket for ticket in order.tickets if ticket.code == row["code"])


def count_tickets(view: View, event: str) -> Attendance:
    """Read the sums that every admission keeps up to date; a scope that sees nothing gets noughts."""
    if view.scope.empty:
        return Attendance(0, 0)
    row = one(view.db, _COUNTED, event, view.scope.all, view.scope.owner)
    return Attendance(row["inside"], row["expected"])
