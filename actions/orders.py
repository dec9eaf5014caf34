"""Orders: finding, showing, and changing their status."""

from __future__ import annotations

from collections.abc import Mapping

from actions.shop.model import Order, OrderQuery, OrderRow, Ticket
from actions.shop.port import NotFound
from actions.shop.scoped import ScopedShop
from botengine import Outcome, Page, Paging, action

EXTENSION_DAYS = 7  # what the button says


@action("orders.find")
def find(query: str, shop: ScopedShop, paging: Paging) -> Page[OrderRow]:
    """Orders with `query` in number, buyer, e-mail, phone or ticket code; all of them for an empty one."""
    return shop.list_orders(OrderQuery(text=query), paging)


@action("orders.get")
def get(number: str, shop: ScopedShop) -> Order | None:
    """The order as it is now; None for an unknown or foreign one."""
    try:
        return shop.get_order(number)
    except NotFound:
        return None


@action("orders.tickets")
def tickets(number: str, shop: ScopedShop) -> list[Ticket]:
    """The tickets of an order."""
    order = get(number, shop)
    return list(order.tickets) if order else []


@action(
    "orders.mark_paid", outcomes=("ok", "already_paid", "refused"), effect="key", undo="orders.mark_booked"
)
def mark_paid(number: str, shop: ScopedShop, key: str) -> Outcome:
    """Confirm the payment of an order."""
    return _do(shop, number, "pay", key, already="already_paid")


@action("orders.mark_booked", outcomes=("ok", "refused"), effect="key", undo="orders.mark_paid")
def mark_booked(number: str, shop: ScopedShop, key: str) -> Outcome:
    """Take a payment back: the order is booked again."""
    return _do(shop, number, "unpay", key, already="ok")


@action("orders.remove", outcomes=("ok", "already_removed", "refused"), effect="key", undo="orders.restore")
def remove(number: str, shop: ScopedShop, key: str) -> Outcome:
    """Cancel an order and release its seats."""
    return _do(shop, number, "remove", key, already="already_removed")


@action("orders.restore", outcomes=("ok", "refused"), effect="key", undo="orders.remove")
def restore(number: str, shop: ScopedShop, key: str) -> Outcome:
    """Bring a removed order back, if its seats are still free."""
    return _do(shop, number, "restore", key, already="ok")


@action("orders.extend", outcomes=("ok", "refused"), effect="key")
def extend(number: str, shop: ScopedShop, key: str) -> Outcome:
    """Give an expired order more time, if its seats are still free."""
    return _do(shop, number, "extend", key, already="ok", params={"days": EXTENSION_DAYS})


def _do(
    shop: ScopedShop,
    number: str,
    action_name: str,
    key: str,
    *,
    already: str,
    params: Mapping[str, object] | None = None,
) -> Outcome:
    """One attempt at the shop's port, as an outcome of the flow."""
    result = shop.do(number, action_name, params, key=key)
    if result.name == "unknown":
        raise RuntimeError(f"the shop did not say what became of '{action_name}' on order {number}")
    return Outcome({"done": "ok", "already": already}.get(result.name, "refused"), result.order)
