"""Customers: grouped by e-mail from the orders, once for each partner and once for the whole shop."""
# ruff: noqa: S608 - statements are put together from constants of this house; values are always bound

from __future__ import annotations

from sqlite_utils import Database

from actions.shop.database import Row, first, one
from actions.shop.folding import forms, match, searchable
from actions.shop.listing import COUNT_CAP
from actions.shop.model import Customer, Hits
from actions.shop.port import NotFound
from actions.shop.records import ShopSettings, View
from actions.shop.schema import EVERYBODY
from botengine.values import Paging

_SUMS = """
SELECT count(*) AS orders, ifnull(sum(paid - refunded), 0) AS total, max(id) AS newest
FROM orders WHERE email_key = ? AND ? IN (partner, '*')
"""
_ALL = """
SELECT * FROM customers WHERE partner = ? ORDER BY name_key, id LIMIT ? OFFSET ?
"""
_COUNT_ALL = "SELECT count(*) AS n FROM customers WHERE partner = ?"
_FOUND = f"""
SELECT rowid FROM customers_index WHERE customers_index MATCH ? LIMIT {COUNT_CAP + 1}
"""
_FOUND_BY_NAME = f"""
SELECT * FROM customers WHERE id IN ({_FOUND}) ORDER BY name_key, id LIMIT ? OFFSET ?
"""


def list_customers(view: View, text: str, paging: Paging) -> Hits[Customer]:
    """Give one page of Customer by name; of a search, the first COUNT_CAP that were found."""
    if view.scope.empty:
        return Hits((), 0)
    owner = view.scope.owner or EVERYBODY
    expression = match(text, owner) if text.strip() else ""
    if text.strip() and not expression:
        return Hits((), 0)
    counted = f"SELECT count(*) AS n FROM ({_FOUND})" if expression else _COUNT_ALL
    wanted = expression or owner
    total = view.number(counted, [wanted])
    if total <= paging.offset:
        return Hits((), min(total, COUNT_CAP))
    found = view.rows(_FOUND_BY_NAME if expression else _ALL, [wanted, paging.size, paging.offset])
    capped = bool(expression) and total > COUNT_CAP
    return Hits(tuple(_customer(row, view.shop) for row in found), COUNT_CAP if capped else total, capped)


def _customer(row: Row, shop: ShopSettings) -> Customer:
    return Customer(row["email"], row["name"], row["phone"], row["orders"], shop.money(row["total"]))


def read_customer(view: View, email_key: str) -> Customer:
    """Read one customer as this scope knows them, or raise NotFound."""
    sql = "SELECT * FROM customers WHERE partner = ? AND email_key = ?"
    row = None if view.scope.empty else first(view.db, sql, view.scope.owner or EVERYBODY, email_key)
    if row is None:
        raise NotFound(email_key)
    return _customer(row, view.shop)


def recount(db: Database, email_key: str, partner: str) -> None:
    """Bring a buyer's two records up to date with the orders: the partner's and the whole shop's."""
    if not email_key:
        return
    for owner in filter(None, (partner, EVERYBODY)):
        _recount(db, email_key, owner, one(db, _SUMS, email_key, owner))


def _recount(db: Database, email_key: str, owner: str, sums: Row) -> None:
    known = first(db, "SELECT id FROM customers WHERE partner = ? AND email_key = ?", owner, email_key)
    if not sums["orders"]:
        db.execute("DELETE FROM customers WHERE partner = ? AND email_key = ?", (owner, email_key))
        return
    order = one(db, "SELECT buyer, email, phone FROM orders WHERE id = ?", sums["newest"])
    record = customer_record(owner, email_key, order["buyer"], order["email"], order["phone"])
    record |= {"orders": sums["orders"], "total": sums["total"]}
    if known:
        db.table("customers").update(known["id"], record)
    else:
        db.table("customers").insert(record)


def customer_record(owner: str, email_key: str, name: str, email: str, phone: str) -> Row:
    """Build the columns that follow from a customer's newest order."""
    return {
        "partner": owner, "email_key": email_key, "email": email, "name": name,
        "name_key": " ".join(reversed(forms(name)[-1].split())), "phone": phone,
        "search": searchable([name, email], phone),
    }  # fmt: skip
