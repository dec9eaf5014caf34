"""From rows of the database to the values of the model, and the settings of the shop."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from zoneinfo import ZoneInfo

from sqlite_utils import Database

from actions.shop.database import Row, first, one, rows
from actions.shop.folding import number_key
from actions.shop.model import Order, OrderRow, Payment, Refund, Ticket
from actions.shop.port import NotFound, Scope
from botengine.values import Money

LANGUAGES = {"Europe/Kyiv": "uk"}  # buyers are written to in the language of the evening they go to

_ORDER = """
SELECT o.*, e.title, e.starts_at, e.zone, e.venue FROM orders o JOIN events e ON e.id = o.event WHERE o.id = ?
"""
_TICKETS = """
SELECT t.*, a.name AS type FROM tickets t JOIN areas a ON a.id = t.area WHERE t.order_id = ? ORDER BY t.id
"""


@dataclass(frozen=True, slots=True)
class ShopSettings:
    """One shop, one currency, one zone in which its days begin."""

    currency: str
    zone: str

    def day(self, seconds: int) -> str:
        """Give the day (ISO) of a moment, as the people in the shop count days."""
        return local(seconds, self.zone).date().isoformat()

    def money(self, minor: int | None) -> Money:
        return Money(minor or 0, self.currency)


@dataclass(frozen=True, slots=True)
class View:
    """What a reader may look at: a moment of the database, through a scope."""

    db: Database
    shop: ShopSettings
    scope: Scope

    def rows(self, sql: str, values: Sequence[object]) -> list[Row]:
        return rows(self.db, sql, *values)

    def number(self, sql: str, values: Sequence[object]) -> int:
        """Run a query for one number, called n; nothing counts as 0."""
        return int(one(self.db, sql, *values)["n"] or 0)


def read_settings(db: Database) -> ShopSettings:
    meta = {row["key"]: row["value"] for row in rows(db, "SELECT key, value FROM meta")}
    return ShopSettings(meta["currency"], meta["zone"])


@lru_cache(maxsize=64)
def _zone(name: str) -> ZoneInfo:
    return ZoneInfo(name)


def local(seconds: int, zone: str) -> datetime:
    return datetime.fromtimestamp(seconds, _zone(zone))


def utc(seconds: int) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)


def visible(view: View, number: str) -> Row:
    """Find an order by its number, or raise NotFound: foreign and unknown are the same."""
    row = first(view.db, "SELECT * FROM orders WHERE number = ?", number_key(number))
    if row is None or not view.scope.covers(row["partner"]):
        raise NotFound(number)
    return row


def read_order(db: Database, order_id: int, shop: ShopSettings) -> Order:
    """Read an order whole, by its row id; its number and scope were checked before."""
    row = rows(db, _ORDER, order_id)[0]
    money = shop.money
    return Order(
        number=row["number"], status=row["status"], money=row["money"], buyer=row["buyer"],
        email=row["email"], phone=row["phone"], total=money(row["total"]), paid=money(row["paid"]),
        refunded=money(row["refunded"]), due=money(row["due"]), refund_due=money(row["refund_due"]),
        event=row["title"], event_id=row["event"], starts_at=local(row["starts_at"], row["zone"]),
        venue=row["venue"], partner=row["partner"], created=utc(row["created"]), expires=utc(row["expires"]),
        modified=utc(row["modified"]), note=row["note"], version=row["version"],
        tickets=_tickets(db, order_id, shop), payments=_payments(db, order_id, shop),
        refunds=_refunds(db, order_id, shop), language=LANGUAGES.get(row["zone"], ""),
    )  # fmt: skip


def _tickets(db: Database, order_id: int, shop: ShopSettings) -> tuple[Ticket, ...]:
    return tuple(
        Ticket(
            row["code"], row["type"], row["seat"], row["attendee"], shop.money(row["price"]),
            utc(row["checked_in"]) if row["checked_in"] else None,
        )
        for row in rows(db, _TICKETS, order_id)
    )  # fmt: skip


def _payments(db: Database, order_id: int, shop: ShopSettings) -> tuple[Payment, ...]:
    return tuple(
        Payment(row["n"], row["method"], shop.money(row["amount"]), row["state"], utc(row["at"]), row["info"])
        for row in rows(db, "SELECT * FROM payments WHERE order_id = ? ORDER BY n", order_id)
    )


def _refunds(db: Database, order_id: int, shop: ShopSettings) -> tuple[Refund, ...]:
    return tuple(
        Refund(row["n"], shop.money(row["amount"]), utc(row["at"]), row["info"])
        for row in rows(db, "SELECT * FROM refunds WHERE order_id = ? ORDER BY n", order_id)
    )


def order_row(row: Row, shop: ShopSettings) -> OrderRow:
    """Make the line of a list; `row` has the columns of orders, and its event's title, begin and zone."""
    money = shop.money
    return OrderRow(
        row["number"], row["status"], row["money"], row["buyer"], money(row["total"]), row["title"],
        row["partner"], utc(row["created"]), utc(row["expires"]), row["seats"],
        local(row["starts_at"], row["zone"]), row["email"], row["phone"], money(row["paid"]),
        money(row["due"]), money(row["refund_due"]),
    )  # fmt: skip
