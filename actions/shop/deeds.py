"""What can be done to an order, one function a deed. They run inside one write transaction."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlite_utils import Database

from actions.shop import seats
from actions.shop.addresses import one_address
from actions.shop.database import Row, first, one, rows
from actions.shop.folding import address_key, code_key, searchable
from actions.shop.lifecycle import Action
from actions.shop.money import balance
from actions.shop.records import ShopSettings
from actions.shop.seats import Refused
from botengine.values import Money

HOLD_DAYS = 7  # how long a booking is held when nothing else is said
MAX_DAYS = 365
MAX_NOTE = 2000  # characters; an internal note, not a novel
DAY = 86_400


class NothingToDo(Exception):  # noqa: N818 - an answer, not an error
    """It is like that already."""


@dataclass(frozen=True, slots=True)
class Deed:
    """One attempt: the order as it is, what is asked, and the moment (seconds since 1970)."""

    db: Database
    shop: ShopSettings
    order: Row
    params: Mapping[str, object]
    now: int

    def set(self, **values: Any) -> None:
        self.db.table("orders").update(self.order["id"], values)

    @property
    def day(self) -> str:
        return self.shop.day(self.now)


def pay(deed: Deed) -> Row:
    """Confirm the open payment of the missing sum, as the bank would; else add one by hand."""
    order = deed.order
    if order["status"] == "expired":
        seats.take_again(deed.db, deed.order["id"])
    missing = max(order["total"] - order["paid"] + order["refunded"], 0)
    open_ones = rows(
        deed.db, "SELECT * FROM payments WHERE order_id = ? AND state = 'pending' ORDER BY n", order["id"]
    )
    fitting = next((row["id"] for row in open_ones if row["amount"] == missing), None)
    for row in open_ones:
        state = {"state": "confirmed", "by_hand": 1, "at": deed.now, "day": deed.day}
        deed.db.table("payments").update(row["id"], state if row["id"] == fitting else {"state": "canceled"})
    if missing and not fitting:
        by_hand = {"method": "manual", "amount": missing, "state": "confirmed", "by_hand": 1}
        add_payment(deed.db, order["id"], by_hand | {"at": deed.now, "day": deed.day})
    deed.set(status="paid")
    return {}


def unpay(deed: Deed) -> Row:
    """Take back what was confirmed by hand; money that really came in stays."""
    by_hand = rows(
        deed.db,
        "SELECT * FROM payments WHERE order_id = ? AND state = 'confirmed' AND by_hand",
        deed.order["id"],
    )
    for row in by_hand:
        state = "canceled" if row["method"] == "manual" else "pending"
        deed.db.table("payments").update(row["id"], {"state": state, "by_hand": 0})
    held = _held(deed)
    if held <= deed.now:
        seats.release(deed.db, deed.order["id"])
    deed.set(status="booked" if held > deed.now else "expired", expires=held)
    return {}


def remove(deed: Deed) -> Row:
    """Cancel the order and free its seats; its money stays until somebody sends it back."""
    if deed.order["status"] != "expired":
        seats.release(deed.db, deed.order["id"])
    deed.set(status="removed")
    return {}


def restore(deed: Deed) -> Row:
    """Bring a removed order back, paid if its money is still here."""
    order, held = deed.order, _held(deed)
    money = order["paid"] - order["refunded"]
    covered = money >= order["total"] and (money > 0 or order["total"] == 0)
    status = "paid" if covered else "booked" if held > deed.now else "expired"
    if status != "expired":
        seats.take_again(deed.db, order["id"])
    deed.set(status=status, expires=held)
    return {}


def extend(deed: Deed) -> Row:
    """Give a booking more time, or an expired one its seats back."""
    until = _until(deed)
    if deed.order["status"] == "expired":
        seats.take_again(deed.db, deed.order["id"])
    elif until == deed.order["expires"]:
        raise NothingToDo
    deed.set(status="booked", expires=until)
    return {}


def expire(deed: Deed) -> Row:
    """End a booking that nobody paid."""
    seats.release(deed.db, deed.order["id"])
    deed.set(status="expired", expires=min(deed.order["expires"], deed.now))
    return {}


def refund_done(deed: Deed) -> Row:
    """Write down that money went back to the buyer."""
    due = deed.order["refund_due"]
    if not due:
        if deed.order["refunded"]:
            raise NothingToDo
        raise Refused("wrong_status")
    amount = deed.params.get("amount", Money(due, deed.shop.currency))
    if not isinstance(amount, Money) or amount.currency != deed.shop.currency or not 0 < amount.minor <= due:
        raise Refused("invalid_value")
    number = 1 + len(rows(deed.db, "SELECT id FROM refunds WHERE order_id = ?", deed.order["id"]))
    deed.db.table("refunds").insert({
        "order_id": deed.order["id"], "n": number, "amount": amount.minor, "at": deed.now, "day": deed.day,
        "info": "",
    })  # fmt: skip
    return {"amount": amount.minor}


def set_email(deed: Deed) -> Row:
    """Correct the buyer's address; tickets are sent again only if somebody says so."""
    email = the_address(deed.params.get("email"))
    order = deed.order
    if email == order["email"]:
        raise NothingToDo
    search = searchable([order["number"], order["buyer"], email], order["phone"])
    deed.set(email=email, email_key=address_key(email), search=search)
    return {}


def note(deed: Deed) -> Row:
    text = deed.params.get("text")
    if not isinstance(text, str) or len(text) > MAX_NOTE or not _storable(text):
        raise Refused("invalid_value")
    if text == deed.order["note"]:
        raise NothingToDo
    deed.set(note=text)
    return {}


def resend(deed: Deed) -> Row:
    """Write down that the order was sent (again), and to whom; sending is the mail room's work.

    Whoever sent a `copy` to themselves is known by name: their address is nobody else's business.
    """
    if deed.params.get("copy"):
        return {"copy": True}
    to = deed.params.get("to") or deed.order["email"]
    if not to:
        raise Refused("no_email")
    return {"to": the_address(to)} | ({"reminder": True} if deed.params.get("reminder") else {})


def check_in(deed: Deed) -> Row:
    """Let the holder of the ticket `code` in."""
    ticket = _ticket(deed)
    if ticket["checked_in"]:
        raise NothingToDo
    deed.db.table("tickets").update(ticket["id"], {"checked_in": deed.now})
    return {"ticket": ticket["code"], "info": ticket["seat"]}


def check_out(deed: Deed) -> Row:
    """Take an admission back: the ticket `code` is good for one again."""
    ticket = _ticket(deed)
    if not ticket["checked_in"]:
        raise NothingToDo
    deed.db.table("tickets").update(ticket["id"], {"checked_in": None})
    return {"ticket": ticket["code"], "info": ticket["seat"]}


DEEDS: Mapping[Action, Callable[[Deed], Row]] = {
    "pay": pay, "unpay": unpay, "remove": remove, "restore": restore, "extend": extend, "expire": expire,
    "refund_done": refund_done, "set_email": set_email, "note": note, "resend": resend,
    "check_in": check_in, "check_out": check_out,
}  # fmt: skip


def settle(db: Database, order_id: int, now: int) -> None:
    """Add up the order's money anew, name its state, and count the version on."""
    sums = one(
        db,
        """SELECT status, total,
          (SELECT ifnull(sum(amount), 0) FROM payments WHERE order_id = o.id AND state = 'confirmed') AS paid,
          (SELECT ifnull(sum(amount), 0) FROM refunds WHERE order_id = o.id) AS refunded
        FROM orders o WHERE id = ?""",
        order_id,
    )
    stand = balance(sums["status"], sums["total"], sums["paid"], sums["refunded"])
    db.execute(
        """UPDATE orders SET paid = ?, refunded = ?, money = ?, due = ?, refund_due = ?, modified = ?,
          version = version + 1 WHERE id = ?""",
        (sums["paid"], sums["refunded"], stand.flag, stand.due, stand.refund_due, now, order_id),
    )


def add_payment(db: Database, order_id: int, payment: Row) -> None:
    """Append the next payment of an order: method, amount (minor units), state, at, day, info, by_hand."""
    number = one(db, "SELECT 1 + ifnull(max(n), 0) AS n FROM payments WHERE order_id = ?", order_id)["n"]
    db.table("payments").insert({"info": "", "by_hand": 0} | payment | {"order_id": order_id, "n": number})


def the_address(value: object) -> str:
    """Give the one plain address that `value` is, or raise Refused("invalid_value")."""
    try:
        return one_address(value if isinstance(value, str) else "")
    except ValueError as error:
        raise Refused("invalid_value") from error


def _ticket(deed: Deed) -> Row:
    """Find the ticket that is meant among those of the order."""
    code = code_key(str(deed.params.get("code", "")))
    sql = "SELECT * FROM tickets WHERE code = ? AND order_id = ?"
    if found := first(deed.db, sql, code, deed.order["id"]):
        return found
    raise Refused("not_found")


def _storable(text: str) -> bool:
    """Half a surrogate pair, as a broken client sends it, is no text that a database takes."""
    return not any("\ud800" <= char <= "\udfff" for char in text)


def _until(deed: Deed) -> int:
    """Read `until` (a datetime to come), or how many `days` more than now, or than the end of a booking."""
    until, days = deed.params.get("until"), deed.params.get("days", HOLD_DAYS)
    if isinstance(until, datetime):
        moment = int((until if until.tzinfo else until.replace(tzinfo=UTC)).timestamp())
    elif until is None and isinstance(days, int) and not isinstance(days, bool) and days > 0:
        moment = max(int(deed.order["expires"]), deed.now) + days * DAY
    else:
        raise Refused("invalid_value")
    if not deed.now < moment <= deed.now + MAX_DAYS * DAY:
        raise Refused("invalid_value")
    return moment


def _held(deed: Deed) -> int:
    """Read the end that a booking had (`until`, perhaps past); else it is held for some days at least."""
    until = deed.params.get("until")
    if isinstance(until, datetime):
        return int(until.timestamp())
    return max(int(deed.order["expires"]), deed.now + HOLD_DAYS * DAY)
