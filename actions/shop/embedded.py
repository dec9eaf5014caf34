"""The embedded shop: the whole port on one SQLite file."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from actions.shop.attempts import Attempt, answer
from actions.shop.buyers import list_customers, read_customer
from actions.shop.database import BUSY_SECONDS, Busy, ShopFile, found_file
from actions.shop.deeds import DEEDS
from actions.shop.demo import fill
from actions.shop.dues import read_dues
from actions.shop.entrance import count_tickets, find_ticket
from actions.shop.figures import list_events, list_partners, read_stats
from actions.shop.folding import address_key
from actions.shop.journal import read_changes, read_history
from actions.shop.listing import list_orders
from actions.shop.model import (
    PERIODS,
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
from actions.shop.port import NotFound, Scope
from actions.shop.records import View, local, read_order, read_settings, visible
from botengine.clock import Clock, SystemClock
from botengine.values import Paging, User


def open_shop(
    path: str | Path, *, orders: int = 200, seed: int = 7, clock: Clock | None = None
) -> EmbeddedShop:
    """Open the shop in `path`; if there is none, found one with demo data (`orders=0`: an empty one)."""
    clock = clock or SystemClock()
    now = int(clock.time())
    found_file(Path(path), lambda db: fill(db, orders, seed, now=now))
    return EmbeddedShop(Path(path), clock)


class EmbeddedShop:
    """A shop in one file; safe for many threads and processes. See `port.Shop` for what the calls mean."""

    actions: frozenset[str] = frozenset(DEEDS)

    def __init__(self, path: Path, clock: Clock, busy_seconds: float = BUSY_SECONDS) -> None:
        self.file = ShopFile(path, busy_seconds)
        self.clock = clock
        with self.file.read() as db:
            self.settings = read_settings(db)

    @property
    def zone(self) -> str:
        return self.settings.zone

    def close(self) -> None:
        """Close this thread's connection; others close with their threads."""
        self.file.close()

    @contextmanager
    def _view(self, scope: Scope) -> Iterator[View]:
        with self.file.read() as db:
            yield View(db, self.settings, scope)

    def list_orders(self, scope: Scope, query: OrderQuery, paging: Paging) -> Hits[OrderRow]:
        with self._view(scope) as view:
            return list_orders(view, query, paging)

    def get_order(self, scope: Scope, number: str) -> Order:
        with self._view(scope) as view:
            return read_order(view.db, visible(view, number)["id"], self.settings)

    def find_ticket(self, scope: Scope, code: str) -> tuple[Order, Ticket]:
        with self._view(scope) as view:
            return find_ticket(view, code)

    def attendance(self, scope: Scope, event: str) -> Attendance:
        with self._view(scope) as view:
            return count_tickets(view, event)

    def dues(self, scope: Scope, query: OrderQuery, limit: int = 0, *, reachable: bool = False) -> Dues:
        with self._view(scope) as view:
            return read_dues(view, query, limit, reachable=reachable)

    def customers(self, scope: Scope, text: str, paging: Paging) -> Hits[Customer]:
        with self._view(scope) as view:
            return list_customers(view, text, paging)

    def customer(self, scope: Scope, email: str) -> Customer:
        with self._view(scope) as view:
            return read_customer(view, address_key(email))

    def events(self, scope: Scope) -> Sequence[ShopEvent]:
        with self._view(scope) as view:
            return list_events(view)

    def partners(self, scope: Scope) -> Sequence[Partner]:
        with self._view(scope) as view:
            return list_partners(view)

    def history(self, scope: Scope, number: str) -> Sequence[Change]:
        with self._view(scope) as view:
            return read_history(view.db, visible(view, number)["id"])

    def stats(self, scope: Scope, period: Period, event: str = "") -> Stats:
        if period not in PERIODS:
            raise ValueError(f"no period {period!r}; there are {', '.join(PERIODS)}")
        today = local(int(self.clock.time()), self.settings.zone).date()
        with self._view(scope) as view:
            return read_stats(view, period, event, today)

    def changes(self, scope: Scope, since: str = "", limit: int = 100) -> tuple[Sequence[Change], str]:
        with self._view(scope) as view:
            return read_changes(view, since, limit)

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
        """See `port.Shop.do`. Nothing outside the scope happens, and nothing tells that it could have."""
        attempt = Attempt(action, params or {}, key, expect, actor, int(self.clock.time()))
        try:
            with self.file.write() as db:
                return self._attempt(View(db, self.settings, scope), number, attempt)
        except Busy:
            return Result("refused", "busy")

    def _attempt(self, view: View, number: str, attempt: Attempt) -> Result:
        try:
            order = visible(view, number)
        except NotFound:
            return Result("refused", "not_found")
        result = answer(view.db, self.settings, order, attempt)
        return replace(result, order=read_order(view.db, order["id"], self.settings))
