"""Who hears what of the shop: everybody their own, nobody what they did themselves, each thing once."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from actions import notices
from actions.shop.arrivals import Arrivals, Purchase
from actions.shop.scoped import ScopedShop
from botengine.values import Money, User
from tests.actions.conftest import ALL, PAUL, RITA

OTTO = User("u-otto", "Otto Partner", "partner", attributes={"partner": "p2"})
STRANGER = User("u-x", "Nobody")
USERS = [RITA, PAUL, OTTO, STRANGER]
OWN = Purchase("nachtkonzert", {"Parkett": 2}, "Zoë Neu", "zoe@example.test", partner="p1")


@pytest.fixture
def arrivals(embedded) -> Arrivals:
    return Arrivals(embedded)


@pytest.fixture
def heard(embedded):
    """What is told since the last time: (who, kind, order)."""
    token = notices.changes("", USERS, embedded)[1]

    def since() -> list[tuple[str, str, str]]:
        nonlocal token
        told, token = notices.changes(token, USERS, embedded)
        return [(each.to, each.name.removeprefix("notices."), each.data["number"]) for each in told]

    return since


def test_a_new_listener_hears_nothing_of_the_past(embedded):
    assert notices.changes("", USERS, embedded)[0] == []


def test_a_partner_hears_of_own_orders_only(heard, arrivals):
    own = arrivals.place(OWN).number
    foreign = arrivals.place(Purchase("nachtkonzert", {"Parkett": 1}, "Max", "max@example.test")).number
    assert heard() == [
        ("u-rita", "placed", own),
        ("u-paul", "placed", own),
        ("u-rita", "placed", foreign),
    ]


def test_nobody_hears_of_what_they_did_themselves(heard, arrivals, embedded):
    number = arrivals.place(OWN).number
    heard()
    embedded.do(ALL, number, "pay", key="k1", actor=RITA)
    embedded.do(ALL, number, "remove", key="k2", actor=PAUL)
    assert heard() == [("u-paul", "paid", number), ("u-rita", "refund_due", number)]


def test_money_from_outside_is_told_when_it_pays_the_order(heard, arrivals):
    number = arrivals.place(OWN).number
    heard()
    arrivals.payment(number, Money(100))
    assert heard() == []
    arrivals.payment(number)
    assert heard() == [("u-rita", "paid", number), ("u-paul", "paid", number)]


def test_failures_and_expiry_are_told(heard, arrivals, clock):
    number = arrivals.place(OWN).number
    arrivals.payment_failed(number, "card declined")
    heard()
    clock.advance(timedelta(days=20).total_seconds())
    arrivals.expire_overdue()
    assert ("u-paul", "expired", number) in heard()


def test_what_others_do_to_money_and_addresses_is_told(heard, arrivals, embedded):
    number = arrivals.place(OWN).number
    arrivals.payment(number)
    heard()
    deeds = {"remove": {}, "refund_done": {}, "restore": {}, "set_email": {"email": "new@example.test"}}
    for action, params in deeds.items():
        embedded.do(ALL, number, action, params, key=action, actor=RITA)
    kinds = ("refund_due", "refunded", "restored", "email_changed")
    assert heard() == [("u-paul", kind, number) for kind in kinds]


def test_too_much_money_is_told_and_who_wants_no_word_of_refunds_hears_of_the_removal(
    heard, arrivals, embedded
):
    number = arrivals.place(OWN).number
    arrivals.payment(number)
    heard()
    arrivals.payment(number, Money(100))
    assert heard() == [("u-rita", "refund_due", number), ("u-paul", "refund_due", number)]
    token = embedded.changes(ALL)[1]
    embedded.do(ALL, number, "remove", key="k1", actor=RITA)
    users = [replace(PAUL, muted=frozenset({"notices.refund_due"})), replace(PAUL, id="u-else")]
    told = notices.changes(token, users, embedded)[0]
    assert [each.name for each in told] == ["notices.removed", "notices.refund_due"]


def test_an_error_that_belongs_to_no_order_is_for_administrators(heard, arrivals):
    arrivals.report("the printer is out of paper")
    assert heard() == [("u-rita", "trouble", "")]


def test_things_of_no_interest_are_not_told(heard, embedded, arrivals):
    number = arrivals.place(OWN).number
    heard()
    embedded.do(ALL, number, "note", {"text": "call back"}, key="k1", actor=PAUL)
    assert heard() == []


def test_what_is_told_twice_has_the_same_key(embedded, arrivals):
    token = notices.changes("", USERS, embedded)[1]
    arrivals.place(OWN)
    first, second = (notices.changes(token, USERS, embedded)[0] for _ in range(2))
    assert first == second != []


# -- seats


def told_of_seats(embedded, clock, token):
    told, token = notices.seats(token, USERS, clock.now(), embedded)
    return [(each.to, each.name, each.data["free"]) for each in told], token


def test_few_seats_and_no_seats_are_told_once_each(embedded, arrivals, clock):
    event = next(e for e in embedded.events(ALL) if e.id == "nachtkonzert")
    _, token = told_of_seats(embedded, clock, "")
    with embedded.file.write() as db:
        db.execute("UPDATE areas SET used = size - 1 WHERE event = ?", [event.id])
        (areas,) = db.execute("SELECT count(*) FROM areas WHERE event = ?", [event.id]).fetchone()
    told, token = told_of_seats(embedded, clock, token)
    assert ("u-rita", "notices.short", areas) in told
    assert told_of_seats(embedded, clock, token)[0] == []
    with embedded.file.write() as db:
        db.execute("UPDATE areas SET used = size WHERE event = ?", [event.id])
    told, token = told_of_seats(embedded, clock, token)
    assert ("u-rita", "notices.sold_out", 0) in told
    assert STRANGER.id not in {who for who, *_ in told}


def test_a_partner_hears_of_seats_only_for_own_events(embedded, clock):
    _, token = told_of_seats(embedded, clock, "")
    with embedded.file.write() as db:
        db.execute("UPDATE areas SET used = size")
    told, _ = notices.seats(token, USERS, clock.now(), embedded)
    for user in (PAUL, OTTO):
        own = {event.title for event in ScopedShop(embedded, user).events()}
        assert {each.data["event"] for each in told if each.to == user.id} <= own


# -- every morning


def told_at(embedded, clock, since: str) -> tuple[list[str], str]:
    told, token = notices.report(since, USERS, clock.now(), embedded)
    assert {each.data["day"] for each in told} <= {"2026-03-02"}
    return [each.to for each in told], token


def test_the_report_comes_once_each_morning_from_the_second_day_on(embedded, clock):
    everybody = [user.id for user in USERS]
    told, token = told_at(embedded, clock, "")  # ten in the morning in Berlin
    assert (told, token) == ([], "2026-03-02")
    clock.advance(20 * 3600)  # six o'clock
    assert told_at(embedded, clock, token) == ([], token)
    clock.advance(2 * 3600)
    told, token = told_at(embedded, clock, token)
    assert (told, token) == (everybody, "2026-03-03")
    assert told_at(embedded, clock, token) == ([], token)
