"""The port: what the bot asks of a ticket shop, whichever shop it is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

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
from botengine.values import Paging, User


class NotFound(LookupError):  # noqa: N818 - flows and people read "not found", not "not found error"
    """There is no such thing for you: unknown and foreign look the same."""


@dataclass(frozen=True, slots=True)
class Scope:
    """Whose orders a call may see. `Scope()` sees nothing; `all` wins over `partner`."""

    all: bool = False
    partner: str = ""

    def covers(self, partner: str) -> bool:
        return self.all or (partner != "" and partner == self.partner)

    @property
    def owner(self) -> str:
        """The partner to filter by, or "" if everything may be seen."""
        return "" if self.all else self.partner

    @property
    def empty(self) -> bool:
        return not (self.all or self.partner)


class Shop(Protocol):
    """Every call takes the scope first; nothing outside of it is ever answered, counted or named."""

    @property
    def actions(self) -> frozenset[str]:
        """What `do` can carry out here (lifecycle.Action); menus hide the rest."""
        ...

    @property
    def zone(self) -> str:
        """The time zone in which the shop's days begin."""
        ...

    def list_orders(self, scope: Scope, query: OrderQuery, paging: Paging) -> Hits[OrderRow]:
        """List orders; one whose number or ticket code is the text itself comes first."""
        ...

    def get_order(self, scope: Scope, number: str) -> Order:
        """Raise NotFound if there is none, or if it is not in the scope."""
        ...

    def find_ticket(self, scope: Scope, code: str) -> tuple[Order, Ticket]:
        """Find the ticket with exactly this code, however it is spaced. Raise NotFound like `get_order`."""
        ...

    def attendance(self, scope: Scope, event: str) -> Attendance:
        """Count an event's tickets at the entrance; a partner's own only."""
        ...

    def do(
        self,
        scope: Scope,
        number: str,
        action: str,
        params: Mapping[str, object] | None = None,
        *,
        key: str,
        expect: int | None = None,
        actor: User,
    ) -> Result:
        """Carry out `action` once per `key`; with `expect`, only on that version of the order.

        params: extend {days: int} or {until: datetime}; refund_done {amount: Money}, without it all that is
        due; set_email {email}; note {text}; resend {to}, {to, reminder} or {copy},
        which only writes down that it was sent; check_in and check_out {code}: one ticket of the order.
        """
        ...

    def dues(self, scope: Scope, query: OrderQuery, limit: int = 0, *, reachable: bool = False) -> Dues:
        """Bookings of the query that wait for money; the first `limit` to end, `reachable`: by e-mail."""
        ...

    def customers(self, scope: Scope, text: str, paging: Paging) -> Hits[Customer]:
        """List buyers by name."""
        ...

    def customer(self, scope: Scope, email: str) -> Customer:
        """Raise NotFound if nobody in the scope has this address."""
        ...

    def events(self, scope: Scope) -> Sequence[ShopEvent]:
        """By date. A partner sees the events with own orders, and own sales."""
        ...

    def partners(self, scope: Scope) -> Sequence[Partner]: ...

    def history(self, scope: Scope, number: str) -> Sequence[Change]:
        """The journal of one order, newest first. Raise NotFound like `get_order`."""
        ...

    def stats(self, scope: Scope, period: Period, event: str = "") -> Stats: ...

    def changes(self, scope: Scope, since: str = "", limit: int = 100) -> tuple[Sequence[Change], str]:
        """What happened after the token `since`, oldest first, and the token to ask with next time.

        An empty token asks for the present one only: a new listener starts now.
        """
        ...
