"""What reaches the embedded shop from outside: buyers, banks, the passing of time, trouble."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sqlite_utils import Database

from actions.shop import seats
from actions.shop.attempts import close_books
from actions.shop.database import Row, first, one, rows
from actions.shop.deeds import DAY, HOLD_DAYS, Deed, add_payment, expire, the_address
from actions.shop.embedded import EmbeddedShop
from actions.shop.folding import address_key, number_key, searchable
from actions.shop.journal import Entry, record
from actions.shop.model import Order
from actions.shop.port import NotFound
from actions.shop.records import read_order
from actions.shop.seats import Refused
from botengine.values import Money

_NO_LONGER_AWAITED = "UPDATE payments SET state = 'canceled' WHERE order_id = ? AND state = 'pending'"


@dataclass(frozen=True, slots=True)
class Purchase:
    """What a buyer wants: places by area name, for example {"Parkett": 2, "Rang": 1}."""

    event: str
    places: Mapping[str, int]
    buyer: str
    email: str
    phone: str = ""
    partner: str = ""
    method: str = "banktransfer"


class Arrivals:
    """The shop's other side. Each call is one transaction and a line of the journal."""

    def __init__(self, shop: EmbeddedShop) -> None:
        self._shop = shop
        self._file, self._settings = shop.file, shop.settings

    def place(self, purchase: Purchase) -> Order:
        """Take an order; raise Refused (sold_out, invalid_value), and NotFound for an unknown event."""
        the_address(purchase.email)
        with self._file.write() as db:
            areas = _areas(db, purchase)
            row = self._new_order(db, purchase, areas)
            order = db.table("orders").insert(row).last_rowid
            assert order is not None
            for area, count in areas:
                _hand_out(db, order, purchase.buyer, area, count)
            awaited = {"method": purchase.method, "amount": row["total"], "state": "pending"}
            self._add(db, {"id": order}, awaited)
            return self._close(db, order, "placed", {})

    def payment(self, number: str, amount: Money | None = None, method: str = "banktransfer") -> Order:
        """Money comes in, all that is missing unless told; a booking that is covered is paid with it."""
        with self._file.write() as db:
            order = _order(db, number)
            held = order["paid"] - order["refunded"]
            minor = amount.minor if amount else max(order["total"] - held, 0)
            self._add(db, order, {"method": method, "amount": minor, "state": "confirmed"})
            if order["status"] == "booked" and held + minor >= order["total"]:
                db.execute(_NO_LONGER_AWAITED, [order["id"]])
                db.execute("UPDATE orders SET status = 'paid' WHERE id = ?", [order["id"]])
            return self._close(db, order["id"], "payment_in", {"amount": minor}, order)

    def payment_failed(self, number: str, info: str, method: str = "card") -> Order:
        """A payment did not work; `info` says why, for the administrator."""
        with self._file.write() as db:
            order = _order(db, number)
            failed = {"method": method, "amount": order["due"], "state": "failed", "info": info}
            self._add(db, order, failed)
            return self._close(db, order["id"], "payment_failed", {"info": info}, order)

    def report(self, info: str) -> None:
        """Something went wrong that belongs to no order and needs an administrator."""
        with self._file.write() as db:
            record(db, Entry(self._now, "error", after={"info": info}))

    def expire_overdue(self) -> int:
        """End the bookings whose time is over; give how many."""
        with self._file.write() as db:
            overdue = rows(db, "SELECT * FROM orders WHERE status = 'booked' AND expires < ?", self._now)
            for order in overdue:
                expire(Deed(db, self._settings, order, {}, self._now))
                self._close(db, order["id"], "expire", {}, order)
        return len(overdue)

    @property
    def _now(self) -> int:
        return int(self._shop.clock.time())

    def _add(self, db: Database, order: Row, payment: Row) -> None:
        add_payment(db, order["id"], payment | {"at": self._now, "day": self._settings.day(self._now)})

    def _new_order(self, db: Database, purchase: Purchase, areas: list[tuple[Row, int]]) -> Row:
        """Build the row of a new order; its time never lies before that of the one before it."""
        created = max(self._now, one(db, "SELECT ifnull(max(created), 0) AS at FROM orders")["at"])
        number = str(one(db, "SELECT value FROM meta WHERE key = 'next_number'")["value"])
        db.execute("UPDATE meta SET value = ? WHERE key = 'next_number'", [str(int(number) + 1)])
        return {
            "number": number, "event": purchase.event, "partner": purchase.partner, "status": "booked",
            "money": "open", "buyer": purchase.buyer, "email": purchase.email, "phone": purchase.phone,
            "email_key": address_key(purchase.email), "seats": sum(count for _, count in areas),
            "total": sum(area["price"] * count for area, count in areas), "paid": 0, "refunded": 0, "due": 0,
            "refund_due": 0, "created": created, "day": self._settings.day(created), "modified": created,
            "expires": created + HOLD_DAYS * DAY, "note": "", "version": 0,
            "search": searchable([number, purchase.buyer, purchase.email], purchase.phone),
        }  # fmt: skip

    def _close(self, db: Database, order: int, action: str, told: Row, before: Row | None = None) -> Order:
        row = one(db, "SELECT * FROM orders WHERE id = ?", order)
        was, became = close_books(db, before or row, self._now)
        record(db, Entry(self._now, action, order=row, before=was, after=became | told))
        return read_order(db, order, self._settings)


def _hand_out(db: Database, order_id: int, buyer: str, area: Row, count: int) -> None:
    """Make the tickets of one area, or raise Refused("sold_out")."""
    seats.take(db, area["id"], count)
    db.execute("UPDATE areas SET seated = seated + ? WHERE id = ?", (count, area["id"]))
    ticket = {"order_id": order_id, "area": area["id"], "attendee": buyer, "price": area["price"]}
    for n in range(count):
        seat = {"seat": seats.label(area["seated"] + n), "code": seats.new_code(), "checked_in": None}
        db.table("tickets").insert(ticket | seat)


def _order(db: Database, number: str) -> Row:
    row = first(db, "SELECT * FROM orders WHERE number = ?", number_key(number))
    if row is None:
        raise NotFound(number)
    return row


def _areas(db: Database, purchase: Purchase) -> list[tuple[Row, int]]:
    """Find the areas of the wanted places; raise NotFound or Refused("invalid_value")."""
    known = {row["name"]: row for row in rows(db, "SELECT * FROM areas WHERE event = ?", purchase.event)}
    if not known:
        raise NotFound(purchase.event)
    if not purchase.places or any(name not in known or count < 1 for name, count in purchase.places.items()):
        raise Refused("invalid_value")
    return [(known[name], count) for name, count in purchase.places.items()]
