"""Every action in every status: what an order may become, and what else that changes."""

from __future__ import annotations

from datetime import timedelta

import pytest

from actions.shop.lifecycle import CAPABILITY, TABLE
from actions.shop.model import STATUSES
from botengine.values import Money
from tests.actions.conftest import ALL, RITA

NUMBERS = {"booked": "1042", "paid": "1043", "removed": "1044", "expired": "1045"}
PARAMS = {"set_email": {"email": "new@example.test"}, "note": {"text": "called"}}
EXPECTED = {  # action: what it answers on a booked, paid, expired, removed order (1044 is to be refunded)
    "pay": ("done paid", "already", "done paid", "refused wrong_status"),
    "unpay": ("already", "done booked", "refused wrong_status", "refused wrong_status"),
    "remove": ("done removed", "done removed", "done removed", "already"),
    "restore": ("already", "already", "refused wrong_status", "done paid"),
    "extend": ("done booked", "refused wrong_status", "done booked", "refused wrong_status"),
    "expire": ("done expired", "refused wrong_status", "already", "refused wrong_status"),
    "refund_done": ("refused wrong_status", "refused wrong_status", "refused wrong_status", "done removed"),
    "set_email": ("done booked", "done paid", "done expired", "done removed"),
    "note": ("done booked", "done paid", "done expired", "done removed"),
    "resend": ("done booked", "done paid", "done expired", "refused wrong_status"),
    "check_in": ("refused wrong_status", "done paid", "refused wrong_status", "refused wrong_status"),
    "check_out": ("already", "already", "already", "already"),
}
CASES = [
    (action, status, answer)
    for action, answers in EXPECTED.items()
    for status, answer in zip(("booked", "paid", "expired", "removed"), answers, strict=True)
]


@pytest.mark.parametrize(("action", "status", "answer"), CASES)
def test_the_status_decides(shop, action, status, answer):
    before = shop.get_order(ALL, NUMBERS[status])
    params = {"days": 30, "code": before.tickets[0].code} | PARAMS.get(action, {})
    result = shop.do(ALL, NUMBERS[status], action, params, key="", actor=RITA)
    told = result.order.status if result.name == "done" else result.reason
    assert f"{result.name} {told}".strip() == answer
    assert (result.order == before) == (result.name != "done")


def test_the_table_knows_every_action_in_every_status(shop):
    assert set(EXPECTED) == set(TABLE) == set(CAPABILITY) == shop.actions
    assert all(set(verdicts) == set(STATUSES) for verdicts in TABLE.values())


def test_paying_confirms_the_open_payment(shop, do):
    do("1042", "pay")
    order = shop.get_order(ALL, "1042")
    assert [(payment.state, payment.amount) for payment in order.payments] == [("confirmed", Money(14750))]


def test_paying_after_a_failed_payment_adds_one_by_hand(shop, do):
    do("1047", "pay")
    states = [(payment.method, payment.state) for payment in shop.get_order(ALL, "1047").payments]
    assert states == [("card", "failed"), ("manual", "confirmed")]


def test_paying_a_part_paid_order_confirms_only_the_rest(shop, do):
    do("1039", "pay")
    order = shop.get_order(ALL, "1039")
    assert order.paid == order.total
    assert order.money == "paid"


def test_taking_a_payment_back_undoes_the_hand_only(shop, do):
    before = shop.get_order(ALL, "1042")
    do("1042", "pay", "unpay")
    after = shop.get_order(ALL, "1042")
    assert (after.status, after.money, after.due) == ("booked", "open", before.due)
    assert [payment.state for payment in after.payments] == ["pending"]


def test_money_that_really_came_stays_when_the_status_goes_back(shop, do):
    do("1043", "unpay")
    order = shop.get_order(ALL, "1043")
    assert (order.status, order.money, order.due) == ("booked", "paid", Money(0))


def test_removing_a_paid_order_leaves_money_to_refund(shop, do):
    paid = shop.get_order(ALL, "1043").paid
    do("1043", "remove")
    order = shop.get_order(ALL, "1043")
    assert (order.money, order.refund_due, order.due) == ("refund_due", paid, Money(0))
    assert do("1043", "refund_done") == "done"
    assert shop.get_order(ALL, "1043").money == "refunded"
    assert do("1043", "refund_done") == "already"


def test_a_refund_may_come_in_parts_but_never_too_much(shop, do):
    due = shop.get_order(ALL, "1044").refund_due
    for wrong in (Money(due.minor + 1), Money(0), Money(-5), Money(5, "UAH"), 5, "5"):
        assert do("1044", "refund_done", amount=wrong) == "refused invalid_value"
    assert do("1044", "refund_done", amount=Money(1000)) == "done"
    order = shop.get_order(ALL, "1044")
    assert (order.money, order.refund_due.minor) == ("refund_due", due.minor - 1000)


def test_a_removed_order_comes_back_as_it_was(shop, do):
    do("1042", "remove", "restore")
    assert shop.get_order(ALL, "1042").status == "booked"
    do("1043", "remove", "restore")
    assert shop.get_order(ALL, "1043").status == "paid"


def test_removing_frees_the_seats(shop, do):
    def free():
        return next(event.free for event in shop.events(ALL) if event.id == "nachtkonzert")

    before = free()
    do("1042", "remove")
    assert free() == before + 3
    do("1042", "restore", "expire")
    assert free() == before + 3
    do("1042", "pay")
    assert free() == before


@pytest.mark.parametrize("action", ["pay", "extend"])
def test_an_expired_order_finds_its_seats_sold_out(shop, action, do):
    before = shop.get_order(ALL, "1040")
    assert do("1040", action) == "refused sold_out"
    assert shop.get_order(ALL, "1040") == before


def test_a_removed_order_finds_its_seats_sold_out(shop, do):
    do("1040", "remove")
    assert do("1040", "restore") == "refused sold_out"


def test_more_time_begins_where_the_booking_ends(shop, do):
    expires = shop.get_order(ALL, "1042").expires
    assert do("1042", "extend", days=1) == "done"
    assert shop.get_order(ALL, "1042").expires == expires + timedelta(days=1)


def test_more_time_can_be_a_date(shop, do, clock):
    until = clock.now() + timedelta(days=40)
    assert do("1042", "extend", until=until) == "done"
    assert shop.get_order(ALL, "1042").expires == until


@pytest.mark.parametrize(
    "params", [{"days": 0}, {"days": 400}, {"days": "7"}, {"days": True}, {"until": "x"}]
)
def test_nonsense_is_no_more_time(do, params):
    assert do("1042", "extend", **params) == "refused invalid_value"


def test_a_date_that_is_over_is_no_more_time(do, clock):
    assert do("1042", "extend", until=clock.now() - timedelta(days=1)) == "refused invalid_value"


BAD_ADDRESSES = [
    "", "a", "a@b", "a@b.test, c@d.test", "a@b.test\nBcc: c@d.test", "Anna <a@b.test>", "a b@c.test",
    "a@b.test;c@d.test", "@b.test", "a@.test", "a" * 250 + "@b.test", None, 5, "a@b\ud800.test",
]  # fmt: skip


@pytest.mark.parametrize("email", BAD_ADDRESSES)
def test_what_is_not_one_address_is_refused(shop, do, email):
    assert do("1042", "set_email", email=email) == "refused invalid_value"
    assert shop.get_order(ALL, "1042").email == "anna.meier@example.test"


def test_a_note_is_kept_and_an_essay_is_not(shop, do):
    assert do("1042", "note", text="ruft zurück") == "done"
    assert shop.get_order(ALL, "1042").note == "ruft zurück"
    assert do("1042", "note", text="ruft zurück") == "already"
    for text in ("x" * 5000, None, "\ud800"):
        assert do("1042", "note", text=text) == "refused invalid_value"


def test_sending_again_is_written_down(shop, do):
    do("1043", "resend", to="rita@example.test")
    assert shop.history(ALL, "1043")[0].after == {"to": "rita@example.test"}
