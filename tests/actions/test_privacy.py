"""What a partner may not learn by the way: colleagues' addresses, foreign orders, administrators' notes."""

from __future__ import annotations

import pytest

from actions import customers, history, notices, orders, sending
from actions.shop.scoped import ScopedShop
from botengine.values import Notice, Paging
from tests.actions.conftest import ALL, PAUL, RITA
from tests.actions.postroom import Postroom, mailer, open_room, post, soon

OWN, SECRET = "1043", "nobody else's business"


@pytest.fixture
def postman(embedded, tmp_path, clock):
    server = open_room(Postroom())
    made = post(embedded, tmp_path, mailer(server.port), clock)
    yield made
    made.close()
    server.stop()


@pytest.fixture
def busy(embedded, postman):
    """An administrator has sent herself a copy of the partner's order, and done things elsewhere."""
    token = embedded.changes(ALL)[1]
    embedded.do(ALL, OWN, "note", {"text": SECRET}, key="n", actor=RITA)
    for number, partner in (("1042", "p1"), (foreign(embedded), "")):
        assert (embedded.get_order(ALL, number).partner == "p1") == (partner == "p1")
        embedded.do(ALL, number, "remove", key=f"r{number}", actor=RITA)
    assert sending.to_me(OWN, ScopedShop(embedded, RITA), postman, RITA, "copy").name == "sent"
    soon(lambda: embedded.history(ALL, OWN)[0].action == "resend")
    return token


def foreign(shop) -> str:
    rows = shop.list_orders(ALL, orders.OrderQuery(statuses=("booked", "paid")), Paging(size=50)).rows
    return next(row.number for row in rows if row.partner != "p1")


def test_no_answer_about_an_own_order_has_a_colleagues_address_or_note(embedded, postman, busy):
    shop, now = ScopedShop(embedded, PAUL), embedded.clock.now()
    answers = [
        orders.get(OWN, shop, PAUL, now),
        orders.tickets(OWN, shop),
        history.history(OWN, shop),
        history.payments(OWN, shop),
        shop.history(OWN),
        sending.offer(OWN, shop),
        sending.last(OWN, shop, postman, PAUL),
        sending.log(OWN, shop, postman, PAUL, Paging()),
        customers.find("", shop, Paging(size=200)),
    ]
    assert RITA.email not in repr(answers)
    assert SECRET not in repr(answers)
    assert history.history(OWN, ScopedShop(embedded, RITA))[0].deed == "resend"


def test_a_colleagues_copy_is_no_letter_that_a_partner_can_open(embedded, postman, busy):
    (letter,) = postman.sendings.of_order(OWN, RITA)
    assert sending.get(letter.id, ScopedShop(embedded, RITA), postman, RITA) == letter
    assert sending.get(letter.id, ScopedShop(embedded, PAUL), postman, PAUL) is None


def test_notices_tell_a_partner_of_own_orders_only(embedded, postman, busy):
    told, _ = notices.changes(busy, [PAUL], embedded)
    assert [notice.data["number"] for notice in told] == ["1042"]
    late, _ = sending.verdicts("1", [PAUL], postman)
    assert all(isinstance(notice, Notice) and notice.to == PAUL.id for notice in late)
    assert RITA.email not in repr(told) + repr(late)


def test_a_foreign_order_is_found_by_nothing_and_counted_nowhere(embedded, busy):
    shop, strange = ScopedShop(embedded, PAUL), embedded.get_order(ALL, foreign(embedded))
    for text in (strange.number, strange.tickets[0].code, strange.tickets[0].code.lower()):
        assert orders.find(text, shop, Paging()).total == 0, text
    assert customers.get(strange.email, shop) is None or strange.number not in repr(
        customers.orders(strange.email, shop, Paging(size=100))
    )
    own, mine = shop.stats("30d"), shop.list_orders(orders.OrderQuery(), Paging(size=500)).rows
    assert own.orders == len([row for row in mine if row.created.date() >= own.first])
    assert own.orders < ScopedShop(embedded, RITA).stats("30d").orders
