"""Visitors of the demo shop: buyers order, pay and fail to pay; a colleague removes, refunds and corrects."""

from __future__ import annotations

from random import Random

from actions.shop.arrivals import Arrivals, Purchase
from actions.shop.database import rows
from actions.shop.demo_stories import DECLINED
from actions.shop.embedded import EmbeddedShop
from actions.shop.model import Order, OrderQuery, OrderRow, ShopEvent
from actions.shop.port import Scope
from botengine.values import Paging, User

EVERYTHING = Scope(all=True)
FREE = "SELECT name FROM areas WHERE event = ? AND used + ? <= size ORDER BY id"
MOST = 3  # seats of one order
PLOT = (  # what visits bring, in this order, again and again; every other one is a new order
    "order", "payment", "order", "failure", "order", "remove", "order", "refund_done", "order", "set_email",
    "order", "restore",
)  # fmt: skip
BOOKED = OrderQuery(statuses=("booked",))
RITA = User("demo-rita", "Rita Admin")  # the colleague
ABOUT: dict[str, OrderQuery] = {  # the newest of which orders she works on
    "remove": OrderQuery(statuses=("paid",)),
    "refund_done": OrderQuery(money=("refund_due",)),
    "set_email": BOOKED,
    "restore": OrderQuery(statuses=("removed",)),
}


class Visitors:
    """Visit number `n` is always the same, as far as the shop is."""

    def __init__(self, shop: EmbeddedShop) -> None:
        self._shop, self._arrivals = shop, Arrivals(shop)

    def visit(self, n: int) -> Order | None:
        """Bring the next bit of the plot; None if the shop has nothing left for it."""
        rng = Random(n)  # noqa: S311 - a demo has no secrets
        plot = PLOT[n % len(PLOT)]
        newest = self._newest(ABOUT.get(plot, BOOKED))
        if plot == "order" or not newest:
            return self._order(rng)
        if plot == "payment":
            return self._arrivals.payment(newest.number)
        if plot == "failure":
            return self._arrivals.payment_failed(newest.number, DECLINED)
        return self._colleague(plot, newest)

    def _newest(self, query: OrderQuery) -> OrderRow | None:
        rows = self._shop.list_orders(EVERYTHING, query, Paging(size=1)).rows
        return rows[0] if rows else None

    def _colleague(self, action: str, row: OrderRow) -> Order | None:
        order = self._shop.get_order(EVERYTHING, row.number)
        params = {"email": f"neu.{order.email}"} if action == "set_email" else {}
        key = f"visit:{order.number}:{order.version}"
        return self._shop.do(EVERYTHING, order.number, action, params, key=key, actor=RITA).order

    def _order(self, rng: Random) -> Order | None:
        count, now = rng.randint(1, MOST), self._shop.clock.now()
        events = [event for event in self._shop.events(EVERYTHING) if event.starts_at > now]
        crowd = self._shop.customers(EVERYTHING, "", Paging(size=1)).total
        if not events or not crowd:
            return None
        event, number = rng.choice(events), rng.randint(1, crowd)
        (who,) = self._shop.customers(EVERYTHING, "", Paging(number, 1)).rows
        areas = self._areas(event, count)
        if not areas:
            return None
        partner = rng.choice(("p1", ""))  # the partner whose phone the demo shows, or the shop itself
        places = {rng.choice(areas): count}
        return self._arrivals.place(Purchase(event.id, places, who.name, who.email, who.phone, partner))

    def _areas(self, event: ShopEvent, count: int) -> list[str]:
        with self._shop.file.read() as db:
            return [row["name"] for row in rows(db, FREE, event.id, count)]
