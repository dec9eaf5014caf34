"""The entrance: the right ticket, once, for the right people; counted, and told who let whom in."""

from __future__ import annotations

from collections import Counter

import pytest

from actions.entrance import Doorman, admit, choose, companions, events, find, get, offers, state, undo
from actions.memory import Memory
from actions.shop.database import connect
from actions.shop.embedded import EmbeddedShop, open_shop
from actions.shop.entrance import _COUNTED, _FOUND
from actions.shop.model import Attendance, OrderQuery
from actions.shop.port import NotFound
from actions.shop.scoped import ScopedShop
from actions.undo import undoable
from botengine.values import Paging, User
from tests.actions.audit import audit
from tests.actions.conftest import ALL, NOBODY, P1, P2, PAUL, RITA
from tests.actions.test_races import together

BERTA = User("berta", "Berta", "admin")
IDA = "Z2A3CBZTSHJWCW"  # a ticket of order 1036: paid, partner p1, tonight
OLD_FORMAT = """
DROP TRIGGER entrance_add; DROP TRIGGER entrance_change; DROP TRIGGER entrance_pass;
DROP TABLE entrance; PRAGMA user_version = 1;
"""


@pytest.fixture
def memory(tmp_path):
    return Memory(tmp_path / "memory.db")


@pytest.fixture
def at(shop, memory, clock):
    return lambda user: Doorman(ScopedShop(shop, user), user, memory, clock)


def code_of(shop, number: str) -> str:
    return shop.get_order(ALL, number).tickets[0].code


@pytest.mark.parametrize(
    "typed", [IDA, IDA.lower(), "z2a3-cbzt shjw cw", " Z2A3CBZTSHJWCW\n", "z2а3сbztshjwсw"]
)
def test_a_code_is_understood_as_people_type_it(at, typed):
    (guest,) = find(typed, at(RITA))
    assert (guest.code, guest.attendee, guest.verdict) == (IDA, "Ida Meier-Öztürk", "admit")


@pytest.mark.parametrize(
    "typed", [IDA[:-1], IDA[1:], IDA + "A", "Ida", "", " ", "%", "103", "\ud800", "x" * 500]
)
def test_a_part_of_a_code_or_number_finds_nothing(at, typed):
    assert not find(typed, at(RITA))
    assert get(typed, at(RITA)) is None


@pytest.mark.parametrize("typed", ["1003", "#1003", " 1003 "])
def test_an_order_number_finds_all_its_tickets(at, typed):
    assert [guest.attendee for guest in find(typed, at(PAUL))] == [
        "Lena Vogel",
        "Renate Vogel",
        "Jürgen Vogel",
    ]


@pytest.mark.parametrize("user", [PAUL, User("u-x", "Fremd")], ids=lambda user: user.role or "stranger")
def test_a_foreign_code_looks_like_an_unknown_one(shop, at, user):
    for code in (code_of(shop, "1027"), "AAAAAAAAAAAAAA"):
        assert find(code, at(user)) == ()
        assert get(code, at(user)) is None
        assert admit(code, at(user), "k").name == "not_found"
        assert undo(code, at(user), "u").name == "too_late"
        for scope in (P1, NOBODY):
            with pytest.raises(NotFound):
                shop.find_ticket(scope, code)
    assert find("1027", at(user)) == ()


def test_the_verdict_is_the_first_thing_that_stands_in_the_way(shop, at, do):
    cases = {"1036": "admit", "925": "already", "1027": "not_paid", "891": "not_paid", "890": "removed"}
    for number, verdict in cases.items():
        assert {guest.verdict for guest in find(number, at(RITA))} == {verdict}, number
    do("925", "remove")
    assert find("925", at(RITA))[0].verdict == "removed"
    (unpaid, *_) = find("1027", at(RITA))
    assert (unpaid.due.minor, unpaid.stage, unpaid.since, unpaid.by) == (9800, "booked", None, None)


def test_a_ticket_of_another_evening_has_to_be_asked_for(shop, at, clock):
    other = code_of(shop, "1043")
    assert get(other, at(RITA)).verdict == "other_event"
    assert admit(other, at(RITA), "k").name == "other_event"
    choose("krug", RITA, at(RITA).memory, "c")
    assert (get(other, at(RITA)).verdict, get(IDA, at(RITA)).verdict) == ("admit", "other_event")
    assert get(other, at(BERTA)).verdict == "other_event"  # everybody stands at an entrance of their own
    assert state("", at(RITA)).title == "Der zerbrochne Krug"
    clock.advance(11 * 86_400)
    assert state("", at(RITA)) is None  # its evening is over, and today is none


def test_the_same_show_on_another_day_is_told_from_another_show(tmp_path, memory, clock):
    shop = open_shop(tmp_path / "many.db", orders=6_000, clock=clock)
    at_it = Doorman(ScopedShop(shop, RITA), RITA, memory, clock)
    choose("ohne-netz-2", RITA, memory, "c")
    assert get(code_of(shop, "1036"), at_it).verdict == "other_day"
    assert get(code_of(shop, "1043"), at_it).verdict == "other_event"


def test_events_come_nearest_first_and_a_partner_has_only_own_ones(shop, clock):
    ids = [event.id for event in events(ScopedShop(shop, RITA), clock.now())]
    assert ids[:2] == ["ohne-netz", "mondmaus"]
    assert {event.id for event in events(ScopedShop(shop, User("x", "X")), clock.now())} == set()


def test_who_comes_in_is_counted_and_told(shop, at, clock):
    before = shop.attendance(ALL, "ohne-netz")
    assert admit(IDA, at(PAUL), "k").name == "ok"
    assert shop.attendance(ALL, "ohne-netz") == Attendance(before.inside + 1, before.expected)
    assert shop.attendance(P1, "ohne-netz") == Attendance(3, 7)
    assert shop.attendance(P2, "ohne-netz") == Attendance(*counted(shop, "p2"))
    guest = get(IDA, at(RITA))
    assert (guest.verdict, guest.since, guest.by) == ("already", clock.now(), "Paul Partner")
    line = shop.history(ALL, "1036")[0]
    assert (line.action, line.actor, line.after) == (
        "check_in",
        "Paul Partner",
        {"ticket": IDA, "info": guest.seat},
    )


def test_the_counter_follows_what_becomes_of_orders(shop, do):
    inside, expected = counted(shop)
    do("1036", "remove")
    assert shop.attendance(ALL, "ohne-netz") == Attendance(inside, expected - 2)
    do("1036", "restore")
    do("1027", "pay")
    assert shop.attendance(ALL, "ohne-netz") == Attendance(inside, expected + 4)


def counted(shop, partner: str = "") -> tuple[int, int]:
    """Count by hand: tickets let in, tickets paid for."""
    rows = shop.list_orders(ALL, OrderQuery(event="ohne-netz", partner=partner), Paging(1, 500)).rows
    orders = [shop.get_order(ALL, row.number) for row in rows]
    inside = sum(ticket.checked_in is not None for order in orders for ticket in order.tickets)
    return inside, sum(len(order.tickets) for order in orders if order.status == "paid")


def test_the_same_press_lets_in_once_and_says_the_same(at):
    assert [admit(IDA, at(RITA), "tap").name for _ in range(3)] == ["ok", "ok", "ok"]
    assert admit(IDA, at(RITA), "another tap").name == "already"


def test_an_admission_is_taken_back_within_a_minute_by_whoever_made_it(shop, at, clock):
    admit(IDA, at(RITA), "k")
    assert state(IDA, at(RITA)).last == "Ida Meier-Öztürk"
    assert (state(IDA, at(BERTA)).last, undo(IDA, at(BERTA), "b").name) == (None, "too_late")
    clock.advance(60)
    assert [undo(IDA, at(RITA), "u").name for _ in range(2)] == ["ok", "ok"]
    assert (get(IDA, at(RITA)).verdict, state(IDA, at(RITA)).last) == ("admit", None)
    assert admit(IDA, at(BERTA), "k2").name == "ok"
    assert undo(IDA, at(RITA), "u2").name == "too_late"  # it is Berta's now
    clock.advance(61)
    assert (state(IDA, at(BERTA)).last, undo(IDA, at(BERTA), "b2").name) == (None, "too_late")
    assert shop.get_order(ALL, "1036").tickets[0].checked_in


def test_who_comes_along_is_offered_until_all_are_in(shop, at):
    lena, renate, third = (ticket.code for ticket in shop.get_order(ALL, "1003").tickets)
    admit(lena, at(RITA), "k1")
    assert [guest.code for guest in companions(lena, at(RITA))] == [renate, third]
    admit(renate, at(BERTA), "k2")
    undo(lena, at(RITA), "u")
    assert [guest.code for guest in companions(lena, at(RITA))] == [lena, third]
    assert companions(code_of(shop, "1027"), at(PAUL)) == companions(None, at(PAUL)) == ()


def test_the_money_can_still_be_taken_back_but_not_as_the_last_deed(shop, at, clock):
    shop.do(ALL, "1027", "pay", key="p", actor=RITA)
    admit(code_of(shop, "1027"), at(RITA), "k")
    order = shop.get_order(ALL, "1027")
    assert undoable(ScopedShop(shop, RITA), order, RITA, clock.now()) is None
    assert shop.do(ALL, "1027", "unpay", key="q", actor=RITA).name == "done"
    assert get(code_of(shop, "1027"), at(RITA)).verdict == "already"


def test_a_ticket_is_let_in_with_its_own_order_only(do):
    assert do("1043", "check_in", code=IDA) == "refused not_found"
    assert do("1043", "check_in") == "refused not_found"


def test_of_eight_doormen_at_once_one_lets_the_guest_in(embedded, memory, clock):
    people = [User(f"u{n}", f"Doorman {n}", "admin") for n in range(8)]
    doormen = [Doorman(ScopedShop(embedded, who), who, memory, clock) for who in people]
    for number in ("1036", "1003", "871", "851"):
        for code in (ticket.code for ticket in embedded.get_order(ALL, number).tickets):

            def press(doorman, code=code):
                return admit(code, doorman, f"{code} {doorman.user.id}").name

            told = together([lambda d=d, press=press: press(d) for d in doormen])
            assert Counter(told) == {"ok": 1, "already": 7}
            (first,) = [who.name for who, name in zip(people, told, strict=True) if name == "ok"]
            assert {get(code, doorman).by for doorman in doormen} == {first}
    audit(embedded)


def test_two_doormen_and_one_who_takes_back_keep_the_count_straight(embedded):
    codes = [ticket.code for ticket in embedded.get_order(ALL, "1003").tickets]

    def work(hand: str) -> int:
        """How many of 60 deeds were done."""
        deed = "check_out" if hand == "c" else "check_in"
        given = [(f"{hand}{n}", {"code": codes[n % 3]}) for n in range(60)]
        done = [embedded.do(ALL, "1003", deed, code, key=key, actor=RITA).name for key, code in given]
        return done.count("done")

    one, other, back = together([lambda h=h: work(h) for h in "abc"])
    order = embedded.get_order(ALL, "1003")
    assert one + other - back == sum(ticket.checked_in is not None for ticket in order.tickets)
    audit(embedded)


def test_a_shop_that_lets_nobody_in_does_not_offer_it(shop):
    class OldShop:
        actions = shop.actions - {"check_in"}

    assert offers(ScopedShop(shop, PAUL))
    assert not offers(ScopedShop(OldShop(), PAUL))
    assert not offers(ScopedShop(shop, User("x", "Fremd")))


def test_a_file_of_the_format_before_is_brought_up_to_date(embedded, clock):
    path = embedded.file.path
    before = embedded.attendance(ALL, "ohne-netz")
    embedded.file.close()
    old = connect(path)
    old.executescript(OLD_FORMAT)
    old.close()

    def reopen():
        EmbeddedShop(path, clock).file.close()

    together([reopen] * 4)
    shop = EmbeddedShop(path, clock)
    assert shop.attendance(ALL, "ohne-netz") == before
    shop.do(ALL, "1036", "check_in", {"code": IDA}, key="", actor=RITA)
    assert shop.attendance(ALL, "ohne-netz").inside == before.inside + 1
    audit(shop)


@pytest.mark.parametrize("sql", [_FOUND, _COUNTED])
def test_neither_look_up_nor_counter_scans_a_table(embedded, sql):
    with embedded.file.read() as db:
        plan = [row["detail"] for row in db.query("EXPLAIN QUERY PLAN " + sql, ["x"] * sql.count("?"))]
    assert plan
    assert all(step.startswith("SEARCH") for step in plan), plan
