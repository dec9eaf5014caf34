"""Buyers of the demo shop: they order, pay and fail to pay, one visit at a time."""

from __future__ import annotations

from random import Random

from actions.shop.arrivals import Arrivals, Purchase
from actions.shop.database import rows
from actions.shop.demo_stories import DECLINED
from actions.shop.embedded import EmbeddedShop
from actions.shop.model import Order, OrderQuery, ShopEvent
from actions.shop.port import Scope
from botengine.values import Paging

EVERYTHING = Scope(all=True)
FREE = "SELECT name FROM areas WHERE event = ? AND used + ? <= size ORDER BY id"
MOST = 3  # seats of one order
PLOT = ("order", "payment", "order", "failure")  # what visits bring, in this order, again and again


class Visitors:
    """Visit number `n` is always the same, as far as the shop is."""

    def __init__(self, shop: EmbeddedShop) -> None:
        self._shop, self._arrivals = shop, Arrivals(shop)

    def visit(self, n: int) -> Order | None:
        """Bring the next bit of the plot; None if the shop has nothing left for it."""
        rng = Random(n)  # noqa: S311 - a demo has no secrets
        plot, booked = PLOT[n % len(PLOT)], self._booked()
        if plot == "order" or not booked:
            return self._order(rng)
        if plot == "payment":
            return self._arrivals.payment(booked)
        return self._arrivals.payment_failed(booked, DECLINED)

    def _booked(self) -> str:
        newest = self._shop.list_orders(EVERYTHING, OrderQuery(statuses=("booked",)), Paging(size=1))
        return newest.rows[0].number if newest.rows else ""

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
