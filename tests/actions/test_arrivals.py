"""What reaches the shop from outside: new orders, money, failures, the end of bookings."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from actions.shop.arrivals import Arrivals, Purchase
from actions.shop.model import OrderQuery
from actions.shop.port import NotFound
from actions.shop.seats import Refused
from botengine.values import Money, Paging
from tests.actions.audit import audit
from tests.actions.conftest import ALL, P1, RITA

PURCHASE = Purchase(
    "nachtkonzert", {"Parkett": 2, "Rang": 1}, "Zoë Neu", "zoe@example.test", "030 23125 77", "p1"
)


@pytest.fixture
def arrivals(embedded):
    return Arrivals(embedded)


def test_a_new_order_is_there_at_once(embedded, arrivals, clock):
    _, token = embedded.changes(P1)
    order = arrivals.place(PURCHASE)
    assert (order.number, order.status, order.total, len(order.tickets)) == (
        "1050",
        "booked",
        Money(14750),
        3,
    )
    assert order.expires == clock.now() + timedelta(days=7)
    assert embedded.list_orders(P1, OrderQuery(), Paging()).rows[0].number == "1050"
    assert [change.action for change in embedded.changes(P1, token)[0]] == ["placed"]
    assert embedded.customer(P1, "zoe@example.test").name == "Zoë Neu"
    audit(embedded)


def test_every_ticket_has_its_own_seat_and_code(arrivals):
    tickets = [ticket for _ in range(3) for ticket in arrivals.place(PURCHASE).tickets]
    assert len({ticket.code for ticket in tickets}) == len({(t.type, t.seat) for t in tickets}) == 9


@pytest.mark.parametrize("places", [{}, {"Parkett": 0}, {"Keller": 1}, {"Parkett": -1}])
def test_places_that_do_not_exist_are_refused(arrivals, places):
    with pytest.raises(Refused) as refusal:
        arrivals.place(replace(PURCHASE, places=places))
    assert refusal.value.reason == "invalid_value"


def test_more_places_than_there_are_leave_nothing_behind(embedded, arrivals):
    with pytest.raises(Refused) as refusal:
        arrivals.place(replace(PURCHASE, places={"Rang": 1, "Parkett": 10_000}))
    assert refusal.value.reason == "sold_out"
    assert embedded.list_orders(ALL, OrderQuery(), Paging()).total == 200
    audit(embedded)


def test_an_order_comes_back_with_all_its_places_or_none(embedded, arrivals):
    embedded.do(ALL, "1042", "remove", key="", actor=RITA)
    try:
        while True:
            arrivals.place(replace(PURCHASE, places={"Rang": 1}))
    except Refused:
        result = embedded.do(ALL, "1042", "restore", key="", actor=RITA)
    assert (result.name, result.reason) == ("refused", "sold_out")
    audit(embedded)


def test_an_unknown_event_is_not_found(arrivals):
    with pytest.raises(NotFound):
        arrivals.place(replace(PURCHASE, event="nowhere"))


def test_money_that_covers_a_booking_pays_it(embedded, arrivals):
    order = arrivals.payment("1042")
    assert (order.status, order.money, order.paid) == ("paid", "paid", order.total)
    assert embedded.history(ALL, "1042")[0].action == "payment_in"
    assert embedded.do(ALL, "1042", "unpay", key="", actor=RITA).order.money == "paid"


def test_too_little_money_pays_a_part(arrivals):
    order = arrivals.payment("1042", Money(100))
    assert (order.status, order.money, order.due) == ("booked", "partly_paid", Money(14650))


def test_money_for_a_removed_order_is_to_be_refunded(arrivals):
    before = arrivals.payment("1038", Money(0))
    order = arrivals.payment("1038", Money(500))
    assert (order.status, order.refund_due) == ("removed", before.refund_due + Money(500))


def test_a_failed_payment_says_why_and_changes_no_money(embedded, arrivals):
    _, token = embedded.changes(ALL)
    order = arrivals.payment_failed("1042", "card declined")
    assert (order.status, order.money, order.payments[-1].state) == ("booked", "open", "failed")
    (change,) = embedded.changes(ALL, token)[0]
    assert (change.action, change.number, change.after) == (
        "payment_failed",
        "1042",
        {"info": "card declined"},
    )


def test_bookings_end_when_their_time_is_over(embedded, arrivals, clock):
    booked = embedded.list_orders(ALL, OrderQuery(statuses=("booked",)), Paging()).total
    assert arrivals.expire_overdue() == 0
    clock.at += timedelta(days=30)
    assert arrivals.expire_overdue() == booked
    assert embedded.get_order(ALL, "1042").status == "expired"
    audit(embedded)
