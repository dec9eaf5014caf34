"""The shop as one person may see it: the only door through which actions reach orders."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from actions.shop.lifecycle import CAPABILITY, TABLE
from actions.shop.model import (
    Attendance,
    Change,
    Customer,
    Dues,
    Hits,
    Order,
    OrderQuery,
    OrderRow,
    Partner,
    Period,
    Result,
    ShopEvent,
    Stats,
    Ticket,
)
from actions.shop.port import NotFound, Scope, Shop
from botengine.values import Paging, User

ADMIN = frozenset({
    "orders.view", "orders.pay", "orders.remove", "orders.extend", "orders.refund", "orders.edit_email",
    "orders.note", "orders.resend", "orders.check_in", "orders.bulk", "customers.view", "stats.view",
    "notices.view",
})  # fmt: skip
PARTNER = frozenset({
    "orders.view", "orders.pay", "orders.resend", "orders.check_in", "customers.view", "stats.view",
    "notices.view",
})  # fmt: skip
NOTHING = Scope()


def scope_of(user: User) -> tuple[Scope, frozenset[str]]:
    """Tell whose orders a user may see, and what the user may do; strangers nothing at all."""
    if user.role == "admin":
        return Scope(all=True), ADMIN
    partner = user.attributes.get("partner", "")
    if user.role == "partner" and partner:
        return Scope(partner=partner), PARTNER
    return NOTHING, frozenset()


class ScopedShop:
    """A shop bound to a user. What is foreign, forbidden or unknown looks the same: not found."""

    def __init__(self, shop: Shop, user: User) -> None:
        self._shop = shop
        self._user = user
        self._scope, self.capabilities = scope_of(user)

    @property
    def zone(self) -> str:
        return self._shop.zone

    def may(self, capability: str) -> bool:
        return capability in self.capabilities

    def sees(self, change: Change) -> bool:
        """Tell whether this user may hear of a change; what belongs to no order is for admins."""
        return self._for("notices.view").covers(change.partner)

    def offers(self, action: str) -> bool:
        """Tell whether this shop can do it and this user may; menus hide the rest."""
        return action in self._shop.actions and self.may(CAPABILITY[action])

    def actions(self, order: Order) -> tuple[str, ...]:
        """Name what this user can do to the order now, as far as its status tells."""
        return tuple(
            action
            for action, verdicts in TABLE.items()
            if self.offers(action)
            and verdicts[order.status] == "go"
            and (action != "refund_done" or order.refund_due.minor > 0)
            and (action != "check_in" or any(not ticket.checked_in for ticket in order.tickets))
            and (action != "check_out" or any(ticket.checked_in for ticket in order.tickets))
        )

    def list_orders(self, query: OrderQuery, paging: Paging) -> Hits[OrderRow]:
        scope = self._for("orders.view")
        page = self._shop.list_orders(scope, query, paging)
        own = tuple(row for row in page.rows if scope.covers(row.partner))  # asked again: a shop may be wrong
        return page if len(own) == len(page.rows) else Hits(own, len(own))

    def get_order(self, number: str) -> Order:
        """Raise NotFound for unknown and foreign orders alike."""
        scope = self._for("orders.view")
        if scope.empty:
            raise NotFound(number)
        return self._own(self._shop.get_order(scope, number), scope)

    def find_ticket(self, code: str) -> tuple[Order, Ticket]:
        """Raise NotFound for unknown and foreign codes alike."""
        scope = self._for("orders.check_in")
        if scope.empty:
            raise NotFound(code)
        order, ticket = self._shop.find_ticket(scope, code)
        return self._own(order, scope), ticket

    def attendance(self, event: str) -> Attendance:
        return self._shop.attendance(self._for("orders.check_in"), event)

    def do(
        self,
        number: str,
        action: str,
        params: Mapping[str, object] | None = None,
        *,
        key: str,
        expect: int | None = None,
    ) -> Result:
        """Try an action, see `Shop.do`; the answer's order is one that this user may see, or None."""
        scope = self._for(CAPABILITY.get(action, "orders.view"))
        if scope.empty:
            return Result("refused", "not_found")
        result = self._shop.do(scope, number, action, params, key=key, expect=expect, actor=self._user)
        if result.order and not scope.covers(result.order.partner):
            return Result("refused", "not_found")
        return result

    def dues(self, query: OrderQuery, limit: int = 0, *, reachable: bool = False) -> Dues:
        """Find the bookings that wait for money, for those who work on many at once."""
        return self._shop.dues(self._for("orders.bulk"), query, limit, reachable=reachable)

    def customers(self, text: str, paging: Paging) -> Hits[Customer]:
        return self._shop.customers(self._for("customers.view"), text, paging)

    def customer(self, email: str) -> Customer:
        """Raise NotFound unless this user's orders know the address."""
        return self._shop.customer(self._for("customers.view"), email)

    def customer_orders(self, email: str, paging: Paging) -> Hits[OrderRow]:
        """List a buyer's orders; an empty address has none."""
        return self.list_orders(OrderQuery(email=email), paging) if email.strip() else Hits((), 0)

    def events(self) -> Sequence[ShopEvent]:
        return self._shop.events(self._for("orders.view"))

    def partners(self) -> Sequence[Partner]:
        return self._shop.partners(self._for("orders.view"))

    def history(self, number: str) -> Sequence[Change]:
        """Raise NotFound like `get_order`."""
        order = self.get_order(number)
        lines = [line for line in self._shop.history(self._scope, order.number) if self.sees(line)]
        return tuple(line for line in lines if line.action != "note" or self.may("orders.note"))

    def stats(self, period: Period, event: str = "") -> Stats:
        return self._shop.stats(self._for("stats.view"), period, event)

    def changes(self, since: str = "", limit: int = 100) -> tuple[Sequence[Change], str]:
        found, token = self._shop.changes(self._for("notices.view"), since, limit)
        return tuple(change for change in found if self.sees(change)), token

    def _own(self, order: Order, scope: Scope) -> Order:
        if not scope.covers(order.partner):
            raise NotFound(order.number)
        return order if self.may("orders.note") else replace(order, note="")  # it is an internal one

    def _for(self, capability: str) -> Scope:
        return self._scope if self.may(capability) else NOTHING
