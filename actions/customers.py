"""Customers: finding them, their orders, and correcting an e-mail address."""

from __future__ import annotations

from collections.abc import Iterator

from actions.orders import Line, lines
from actions.shop.addresses import one_address, probably
from actions.shop.model import Customer
from actions.shop.port import NotFound
from actions.shop.readings import readings
from actions.shop.scoped import ScopedShop
from botengine import Outcome, Page, Paging, action

AT_ONCE = 100  # orders read at once while a customer's address is corrected


@action("customers.find")
def find(query: str, shop: ScopedShop, paging: Paging) -> Page[Customer]:
    """Customers with `query` in name, e-mail or phone, or with what was meant by it; all for an empty one."""
    found: Page[Customer] = Page((), 0)
    for reading in readings(query) if query.strip() else ("",):
        found = shop.customers(reading, paging)
        if found.total:
            break
    return found


@action("customers.get")
def get(email: str, shop: ScopedShop) -> Customer | None:
    """A customer with the figures of now; None for an unknown or foreign one."""
    try:
        return shop.customer(email) if email else None
    except NotFound:
        return None


@action("customers.orders")
def orders(email: str, shop: ScopedShop, paging: Paging) -> Page[Line]:
    """A customer's orders, newest first."""
    return lines(shop.customer_orders(email, paging))


@action("customers.check_email", outcomes=("ok", "typo", "same", "invalid"))
def check_email(wanted: str, email: str) -> Outcome:
    """Look at a new address: its normal form, or (`typo`) the one that was probably meant."""
    try:
        address = one_address(wanted)
    except ValueError:
        return Outcome("invalid")
    if address.casefold() == email.casefold():
        return Outcome("same")
    meant = probably(address)
    return Outcome("typo", meant) if meant else Outcome("ok", address)


@action("customers.reach")
def reach(number: str, email: str, shop: ScopedShop) -> int:
    """How many orders a new address will be for: this one or, without a number, all of the customer."""
    return 1 if number else shop.customer_orders(email, Paging(1, 1)).total


@action("customers.set_email", outcomes=("ok", "refused"), effect="key")
def set_email(number: str, email: str, wanted: str, shop: ScopedShop, key: str) -> Outcome:
    """Correct the address of one order or, without a number, of all orders of a customer."""
    numbers = [number] if number else list(_numbers(email, shop))
    results = [
        shop.do(each, "set_email", {"email": wanted}, key=key if number else f"{key}/{each}")
        for each in numbers
    ]
    done = all(result.name in ("done", "already") for result in results)
    return Outcome("ok" if done else "refused")


def _numbers(email: str, shop: ScopedShop) -> Iterator[str]:
    number = 1
    while True:
        page = shop.customer_orders(email, Paging(number, AT_ONCE))
        yield from (row.number for row in page.rows)
        if number * AT_ONCE >= page.total:
            return
        number += 1
