"""Rounds: exactly the bookings that were named, each once, whoever presses how often; partners never."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from actions import due, filters, history, sending
from actions.memory import Memory
from actions.shop.embedded import open_shop
from actions.shop.mail import MailFolder
from actions.shop.model import OrderQuery
from actions.shop.scoped import ScopedShop
from actions.shop.sendings import REST, ROUND, Request
from botengine.values import Money, Paging, User
from tests.actions.audit import audit
from tests.actions.conftest import ALL, RITA, FrozenClock
from tests.actions.postroom import Postroom, mailer, open_room, post, soon

ANTON = User("u-anton", "Anton Admin", "admin")
BOOKED = OrderQuery(statuses=("booked",))


@pytest.fixture
def memory(tmp_path):
    return Memory(tmp_path / "memory.db")


@pytest.fixture
def booked(embedded) -> list[str]:
    return [each.number for each in embedded.dues(ALL, OrderQuery(), 500).first]


def chip(name: str, memory: Memory, embedded, user: User = RITA) -> ScopedShop:
    shop = ScopedShop(embedded, user)
    filters.choose(name, user, memory, shop, name)
    return shop


def extensions(embedded, numbers: list[str]) -> set[int]:
    """How often each of these orders was extended."""
    return {[line.action for line in embedded.history(ALL, each)].count("extend") for each in numbers}


def letters(folder: Path) -> int:
    return len(list((folder / "mail").glob("*.eml")))


# -- how many wait, and for how much


def test_what_waits_is_what_the_list_shows(embedded, memory, clock):
    shop = chip("open", memory, embedded)
    said = due.standing(RITA, memory, shop, clock.now())
    rows = embedded.list_orders(ALL, BOOKED, Paging(1, 500)).rows
    owed = sum(embedded.get_order(ALL, row.number).due.minor for row in rows)
    assert (said.waiting, said.count, said.sum) == ("open", len(rows), Money(owed))
    chip("expiring", memory, embedded)
    said = due.standing(RITA, memory, shop, clock.now())
    assert (said.waiting, said.count, said.sum) == ("expiring", 2, Money(11000))


def test_daily_sums_and_counted_rows_say_the_same(embedded, clock):
    for query in (OrderQuery(event="krug"), OrderQuery(partner="p1"), OrderQuery(since=clock.now())):
        known, counted = (embedded.dues(ALL, each) for each in (query, _counted(query, clock)))
        assert (known.orders, known.total) == (counted.orders, counted.total)


def _counted(query: OrderQuery, clock) -> OrderQuery:
    """The same orders, but by a condition that the daily sums do not know."""
    return replace(query, expiring_before=clock.now() + timedelta(400))


def test_the_first_to_end_come_first_and_only_those_with_an_address(embedded):
    first = embedded.dues(ALL, OrderQuery(), 5).first
    assert len(first) == 5
    assert [each.expires for each in first] == sorted(each.expires for each in first)
    with embedded.file.write() as db:
        db.execute("UPDATE orders SET email = '', email_key = '' WHERE number = ?", [first[0].number])
    reachable = embedded.dues(ALL, OrderQuery(), 5, reachable=True)
    assert first[0].number not in {each.number for each in reachable.first}
    assert reachable.orders == embedded.dues(ALL, OrderQuery()).orders


def test_a_list_of_something_else_has_no_round(embedded, memory, clock, postman):
    shop = chip("paid", memory, embedded)
    assert due.standing(RITA, memory, shop, clock.now()).waiting == "nothing"
    assert due.whom_to_remind(RITA, memory, shop, postman, clock.now()).name == "nothing"
    assert due.what_to_extend(RITA, memory, shop, clock.now()).name == "nothing"


# -- whom it is asked about


def test_who_was_reminded_today_or_has_no_address_is_left_out_and_counted(
    embedded, memory, clock, postman, booked
):
    shop = chip("open", memory, embedded)
    with embedded.file.write() as db:
        db.execute("UPDATE orders SET email = '', email_key = '' WHERE number = ?", [booked[0]])
    postman.wait(postman.post(Request("k", booked[1], "reminder", "a@example.test", "de", RITA)))
    asked = due.whom_to_remind(RITA, memory, shop, postman, clock.now()).value
    assert (asked.numbers, asked.count) == (booked[2:], len(booked) - 2)
    assert (asked.recent, asked.unreachable, asked.most) == (1, 1, None)
    assert asked.sum.minor == sum(embedded.get_order(ALL, each).due.minor for each in booked[2:])


def test_what_ends_late_anyway_is_not_extended(embedded, memory, clock, booked):
    shop = chip("open", memory, embedded)
    asked = due.what_to_extend(RITA, memory, shop, clock.now()).value
    soon = clock.now() + due.ENOUGH
    assert asked.numbers == [each for each in booked if embedded.get_order(ALL, each).expires < soon]
    assert asked.count + asked.held == len(booked)


def test_one_press_takes_200_and_the_next_one_goes_on(tmp_path, memory):
    clock = FrozenClock()
    shop = open_shop(tmp_path / "large.db", orders=4_500, clock=clock)
    postman = post(shop, tmp_path, MailFolder(tmp_path / "mail"), clock)
    door, rounds = chip("open", memory, shop), []
    total = due.standing(RITA, memory, door, clock.now()).count
    while (asked := due.whom_to_remind(RITA, memory, door, postman, clock.now())).name == "ok":
        told = due.remind(
            [*asked.value.numbers, *asked.value.numbers], door, postman, RITA, f"k{len(rounds)}"
        )
        rounds.append((asked.value.most, asked.value.count, told.count))
    assert rounds == [(200, 200, 200)] * (total // 200) + [(None, total % 200, total % 200)]
    assert len(rounds) > 1
    postman.close()
    shop.close()


# -- what one press does


def test_only_what_is_still_a_booking_is_reminded_and_the_others_are_told(
    embedded, postman, tmp_path, booked
):
    shop = ScopedShop(embedded, RITA)
    for number, action in zip(booked, ("pay", "remove", "expire"), strict=False):
        embedded.do(ALL, number, action, key=action, actor=ANTON)
    with embedded.file.write() as db:
        db.execute("UPDATE orders SET email = 'kaputt' WHERE number = ?", [booked[3]])
    told = due.remind([*booked, "nope"], shop, postman, RITA, "k")
    assert (told.count, told.paid, told.removed, told.expired) == (len(booked) - 4, 1, 2, 1)
    assert (told.unreachable, told.recent) == (1, None)
    assert letters(tmp_path) == told.count
    assert due.letters("k", shop, postman) == due.Letters(filed=told.count)


def test_only_what_is_still_a_booking_is_extended(embedded, clock, booked):
    for number, action in zip(booked, ("pay", "remove", "expire"), strict=False):
        embedded.do(ALL, number, action, key=action, actor=ANTON)
    held = sum(embedded.get_order(ALL, each).expires > clock.now() + due.ENOUGH for each in booked[3:])
    told = due.extend([*booked, "nope"], ScopedShop(embedded, RITA), clock.now(), "k")
    assert (told.count, told.paid, told.removed, told.expired) == (len(booked) - 3 - held, 1, 1, 1)
    assert (told.failed, told.held) == (1, held)
    assert extensions(embedded, booked[:3]) == {0}
    audit(embedded)


def test_the_same_press_again_does_and_tells_the_same(embedded, postman, tmp_path, clock, booked):
    shop = ScopedShop(embedded, RITA)
    reminded = due.remind(booked, shop, postman, RITA, "k")
    extended = due.extend(booked[:3], shop, clock.now(), "e")
    embedded.do(ALL, booked[0], "pay", key="p", actor=ANTON)  # after the press, before it is repeated
    assert due.remind(booked, shop, postman, RITA, "k") == reminded
    assert due.extend(booked[:3], shop, clock.now(), "e") == extended
    assert letters(tmp_path) == len(booked)
    assert max(extensions(embedded, booked)) == 1


def test_nobody_is_reminded_again_by_a_round_within_a_day(embedded, postman, tmp_path, clock, booked):
    shop = ScopedShop(embedded, RITA)
    due.remind(booked, shop, postman, RITA, "k1")
    again = due.remind(booked, ScopedShop(embedded, ANTON), postman, ANTON, "k2")
    assert (again.count, again.recent) == (0, len(booked))
    clock.advance(REST + 1)
    with embedded.file.write() as db:
        db.execute("UPDATE orders SET expires = expires + 864000")
    assert due.remind(booked, shop, postman, RITA, "k3").count == len(booked)
    assert letters(tmp_path) == 2 * len(booked)


def test_a_letter_that_was_refused_is_no_reminder(embedded, tmp_path, clock, booked):
    name = embedded.get_order(ALL, booked[0]).email.partition("@")[0]
    controller = open_room(Postroom(rules={name: ["550 no such user"]}))
    postman, shop = post(embedded, tmp_path, mailer(controller.port), clock), ScopedShop(embedded, RITA)
    _, since = sending.verdicts("", [RITA], postman)
    due.remind(booked[:3], shop, postman, RITA, "k1")
    soon(lambda: due.letters("k1", shop, postman) == due.Letters(sent=2, rejected=1))
    assert due.remind(booked[:3], shop, postman, RITA, "k2").recent == 2
    soon(lambda: due.letters("k2", shop, postman) == due.Letters(rejected=1))
    soon(lambda: [line.deed for line in history.history(booked[1], shop)][:1] == ["remind"])
    told = sending.verdicts(since, [RITA], postman)[0]
    assert [each.data["number"] for each in told] == [booked[0]] * 2  # of a round only what failed is told
    postman.close()
    controller.stop()


def test_who_waits_in_a_chat_is_served_before_a_round(embedded, tmp_path, clock, booked):
    sendings = post(embedded, tmp_path, MailFolder(tmp_path / "mail"), clock).sendings
    asked = [Request(f"{ROUND}k:{n}", n, "reminder", f"{n}@example.test", "de", RITA) for n in booked]
    sendings.add_round(asked, [f"<{n}@x>" for n in booked], clock.time() + 10)
    sendings.add(
        Request("one", "1043", "tickets", "one@example.test", "de", RITA), "<one@x>", clock.time() + 20
    )
    assert sendings.claim(clock.time() + 30)["key"] == "one"
