"""The contract of the port: what every shop behind the bot must keep."""

from __future__ import annotations

from datetime import timedelta

import pytest

from actions.shop.model import OrderQuery
from actions.shop.port import NotFound, Scope
from botengine.values import Money, Paging
from tests.actions.conftest import ALL, NOBODY, P1, P2, RITA

FIRST = Paging()


def pay(shop, number="1042", key="k1", **more):
    return shop.do(more.pop("scope", ALL), number, "pay", {}, key=key, actor=RITA, **more)


def numbers(shop, scope=ALL, paging=FIRST, **query):
    return [row.number for row in shop.list_orders(scope, OrderQuery(**query), paging).rows]


def test_orders_come_newest_first_in_pages(shop):
    first, second = (shop.list_orders(ALL, OrderQuery(), Paging(n)) for n in (1, 2))
    assert first.total == second.total == 200
    assert len(first.rows) == len(second.rows) == 6
    times = [row.created for row in [*first.rows, *second.rows]]
    assert times == sorted(times, reverse=True)


def test_the_last_page_is_shorter_and_the_next_one_empty(shop):
    assert len(numbers(shop, paging=Paging(34))) == 200 - 33 * 6
    assert shop.list_orders(ALL, OrderQuery(), Paging(35)).rows == ()
    assert shop.list_orders(ALL, OrderQuery(), Paging(10**12)).total == 200


def test_an_order_tells_all_about_itself(shop):
    order = shop.get_order(ALL, "1042")
    assert (order.status, order.money, order.buyer) == ("booked", "open", "Anna Meier")
    assert order.total == order.due == Money(14750)
    assert sum((ticket.price for ticket in order.tickets), Money(0)) == order.total
    assert (order.starts_at.tzinfo is not None, order.event) == (True, "Nachtkonzert im Gasometer")


def test_numbers_are_found_however_they_are_typed(shop):
    for text in ("1042", " 1042 ", "#1042"):
        assert shop.get_order(ALL, text).number == "1042"


@pytest.mark.parametrize("number", ["", "9999", "1042;", "10 42", "\ud800", "%", "1042\0"])
def test_an_unknown_number_is_not_found(shop, number):
    with pytest.raises(NotFound):
        shop.get_order(ALL, number)
    assert pay(shop, number).reason == "not_found"


@pytest.mark.parametrize("scope", [P2, NOBODY, Scope(partner="nobody")])
def test_a_foreign_order_looks_like_an_unknown_one(shop, scope):
    known, unknown = pay(shop, "1042", scope=scope), pay(shop, "9999", scope=scope)
    assert known == unknown
    for ask in (shop.get_order, shop.history):
        with pytest.raises(NotFound):
            ask(scope, "1042")
    assert shop.get_order(ALL, "1042").status == "booked"


def test_filters_narrow_the_list(shop):
    rows = shop.list_orders(ALL, OrderQuery(statuses=("removed",), event="sternenzelt"), Paging(1, 100))
    assert rows.total == len(rows.rows) > 0
    assert {(row.status, row.event) for row in rows.rows} == {("removed", "Zirkus Sternenzelt")}
    assert "1044" in numbers(shop, money=("refund_due",), paging=Paging(1, 100))
    assert numbers(shop, P1, partner="p2") == []


@pytest.mark.parametrize("statuses", [(), ("booked",), ("booked", "paid"), ("expired", "removed", "paid")])
def test_the_total_is_the_number_of_rows(shop, statuses, clock):
    since = clock.now() - timedelta(days=20)
    for query in (OrderQuery(statuses=statuses), OrderQuery(statuses=statuses, since=since)):
        page = shop.list_orders(P1, query, Paging(1, 500))
        assert page.total == len(page.rows)


def test_dates_limit_the_list(shop, clock):
    since, until = clock.now() - timedelta(days=9), clock.now() - timedelta(days=2)
    rows = shop.list_orders(ALL, OrderQuery(since=since, until=until), Paging(1, 500)).rows
    everything = shop.list_orders(ALL, OrderQuery(), Paging(1, 500)).rows
    assert rows == tuple(row for row in everything if since <= row.created < until)


def test_whole_days_are_counted_like_any_time(shop, clock):
    midnight = clock.now().replace(hour=23, minute=0) - timedelta(days=8)  # 0:00 in Berlin
    for query in (OrderQuery(since=midnight), OrderQuery(until=midnight)):
        page = shop.list_orders(ALL, query, Paging(1, 500))
        assert page.total == len(page.rows) > 0


def test_bookings_that_end_soon_come_in_the_order_of_their_end(shop, clock):
    query = OrderQuery(expiring_before=clock.now() + timedelta(days=30), sort="expiring")
    rows = shop.list_orders(ALL, query, Paging(1, 100)).rows
    assert rows[0].number == "1041"
    assert [row.expires for row in rows] == sorted(row.expires for row in rows)
    assert {row.status for row in rows} == {"booked"}


def test_oldest_first_is_the_other_way_round(shop):
    assert numbers(shop, sort="oldest", paging=Paging(1, 200)) == numbers(shop, paging=Paging(1, 200))[::-1]


def test_the_same_key_gives_the_same_answer(shop):
    assert [pay(shop, key="tap").name for _ in range(3)] == ["done"] * 3
    assert pay(shop, key="tap 2").name == "already"
    assert len(shop.get_order(ALL, "1042").payments) == 1


def test_a_key_is_not_for_another_request(shop):
    pay(shop, key="tap")
    result = pay(shop, "1041", key="tap")
    assert (result.name, result.reason) == ("refused", "invalid_value")
    assert shop.get_order(ALL, "1041").status == "booked"


def test_a_foreign_scope_cannot_replay_a_key(shop):
    pay(shop, key="tap")
    assert pay(shop, key="tap", scope=P2).reason == "not_found"


def test_an_answer_carries_the_order_as_it_is_now(shop):
    result = pay(shop)
    assert result.order == shop.get_order(ALL, "1042")
    assert (result.order.status, result.order.money) == ("paid", "paid")


def test_an_action_on_an_old_version_is_a_conflict(shop):
    version = shop.get_order(ALL, "1042").version
    shop.do(ALL, "1042", "note", {"text": "rings twice"}, key="", actor=RITA)
    assert pay(shop, expect=version).name == "conflict"
    assert pay(shop, expect=version + 1).name == "done"


def test_what_is_done_already_is_no_conflict(shop):
    version = shop.get_order(ALL, "1042").version
    pay(shop)
    assert pay(shop, key="k2", expect=version).name == "already"


def test_an_unknown_action_is_not_supported(shop):
    result = shop.do(ALL, "1042", "paint", {}, key="", actor=RITA)
    assert (result.name, result.reason) == ("refused", "unsupported")


def test_history_tells_who_did_what(shop):
    pay(shop)
    newest = shop.history(ALL, "1042")[0]
    assert (newest.action, newest.actor, newest.actor_id) == ("pay", "Rita Admin", "u-rita")
    assert newest.before["status"] == "booked"
    assert newest.after["status"] == "paid"


def test_changes_are_told_once_from_now_on(shop):
    nothing, token = shop.changes(ALL)
    assert nothing == ()
    pay(shop)
    pay(shop, "1041", key="k2")
    found, later = shop.changes(ALL, token)
    assert [(change.number, change.action) for change in found] == [("1042", "pay"), ("1041", "pay")]
    assert shop.changes(ALL, later) == ((), later)
    assert [change.number for change in shop.changes(ALL, token, limit=1)[0]] == ["1042"]


def test_a_partner_hears_of_own_orders_only(shop):
    _, token = shop.changes(P2)
    pay(shop)
    assert shop.changes(P2, token)[0] == ()
    assert len(shop.changes(P1, token)[0]) == 1


def test_a_token_from_elsewhere_is_refused_kindly(shop):
    with pytest.raises(ValueError, match="no token of this shop"):
        shop.changes(ALL, "yesterday")


def test_customers_are_listed_by_name(shop):
    page = shop.customers(ALL, "", Paging(1, 500))
    families = [customer.name.split()[-1] for customer in page.rows if customer.name.isascii()]
    assert page.total == len(page.rows)
    assert families == sorted(families)


def test_a_customer_sums_up_their_orders(shop):
    anna = shop.customer(ALL, "ANNA.MEIER@example.test ")
    orders = shop.list_orders(ALL, OrderQuery(email=anna.email), Paging(1, 100))
    assert (anna.name, anna.orders) == ("Anna Meier", orders.total)
    pay(shop)
    assert shop.customer(ALL, anna.email).total == anna.total + Money(14750)


def test_a_customer_is_not_found_by_strangers(shop):
    for scope, email in ((NOBODY, "anna.meier@example.test"), (ALL, "nobody@example.test"), (ALL, "\ud800")):
        with pytest.raises(NotFound):
            shop.customer(scope, email)


def test_a_new_address_moves_the_order_to_another_customer(shop):
    before = shop.customer(ALL, "anna.meier@example.test").orders
    shop.do(ALL, "1042", "set_email", {"email": "Anna.Neu@example.test"}, key="", actor=RITA)
    assert shop.customer(ALL, "anna.neu@example.test").orders == 1
    assert shop.customer(P1, "anna.neu@example.test").email == "Anna.Neu@example.test"
    assert shop.customer(ALL, "anna.meier@example.test").orders == before - 1
    assert numbers(shop, text="anna.neu") == ["1042"]
    for old in ("anna.meier@", "r@e"):  # of three letters only one entry of the index tells
        assert "1042" not in numbers(shop, text=old, paging=Paging(1, 500))


def test_events_are_listed_by_date(shop):
    events = shop.events(ALL)
    assert [event.starts_at for event in events] == sorted(event.starts_at for event in events)
    assert all(event.free >= 0 for event in events)
    assert {event.id for event in shop.events(P2)} <= {event.id for event in events}
    assert shop.events(NOBODY) == ()


def test_partners_know_only_themselves(shop):
    assert [partner.id for partner in shop.partners(ALL)] == ["p1", "p2", "p3"]
    assert [partner.id for partner in shop.partners(P2)] == ["p2"]
    assert list(shop.partners(NOBODY)) == []
