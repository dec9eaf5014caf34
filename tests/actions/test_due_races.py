"""Rounds under strain: two administrators at once, a plug pulled in the middle, a partner who should not."""

from __future__ import annotations

import re
import subprocess
import sys
import time
from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest

from actions import due, filters
from actions.memory import Memory
from actions.shop.embedded import open_shop
from actions.shop.model import OrderQuery
from actions.shop.scoped import ScopedShop
from actions.shop.sendings import Sendings
from botengine.clock import SystemClock
from botengine.engine.assembly import assemble
from botengine.testing.clock import FrozenClock
from botengine.testing.phone import Phone
from botengine.values import User
from tests.actions.audit import audit
from tests.actions.conftest import ALL, P1, PAUL, RITA
from tests.actions.postroom import Postroom, open_room, soon
from tests.actions.test_races import together

ROOT = Path(__file__).parents[2]
ANTON = User("u-anton", "Anton Admin", "admin")
STRANGER = User("u-x", "Nobody")


def waiting(shop, scope=ALL) -> list[str]:
    return [each.number for each in shop.dues(scope, OrderQuery(), 500).first]


def ending(shop, seconds: float) -> None:
    """Let all bookings end so many seconds from now."""
    with shop.file.write() as db:
        db.execute(
            "UPDATE orders SET expires = ? WHERE status = 'booked'", [int(shop.clock.time() + seconds)]
        )


def extensions(shop, number: str) -> int:
    return [line.action for line in shop.history(ALL, number)].count("extend")


# -- two at once


def test_two_administrators_at_once_remind_each_buyer_once(embedded, postman, tmp_path):
    numbers = waiting(embedded)

    def press(user, key):
        return lambda: due.remind(numbers, ScopedShop(embedded, user), postman, user, key)

    told = together([press(RITA, "r"), press(ANTON, "a"), press(RITA, "r")])
    assert told[0] == told[2]  # a double tap
    assert {(each.count, each.recent) for each in told} == {(len(numbers), None), (0, len(numbers))}
    assert len(list((tmp_path / "mail").glob("*.eml"))) == len(numbers)


def test_two_administrators_at_once_extend_each_booking_once(embedded, clock):
    numbers = waiting(embedded)
    ending(embedded, 3_600)

    def press(user, key):
        return lambda: due.extend(numbers, ScopedShop(embedded, user), clock.now(), key)

    rita, anton, again = together([press(RITA, "r"), press(ANTON, "a"), press(RITA, "r")])
    assert rita == again
    assert rita.count + anton.count == (rita.held or 0) + (anton.held or 0) == len(numbers)
    assert {extensions(embedded, each) for each in numbers} == {1}
    audit(embedded)


def test_paying_in_the_middle_of_a_round_leaves_paid_orders_alone(embedded, clock):
    numbers = waiting(embedded)

    def pay():
        return [embedded.do(ALL, each, "pay", key=f"p{each}", actor=ANTON).name for each in reversed(numbers)]

    told, _ = together([lambda: due.extend(numbers, ScopedShop(embedded, RITA), clock.now(), "r"), pay])
    assert {embedded.get_order(ALL, each).status for each in numbers} == {"paid"}
    assert told.count + (told.paid or 0) + (told.held or 0) == len(numbers)
    assert told.count == sum(extensions(embedded, each) for each in numbers)


def test_undoing_gives_back_the_old_ends_but_not_what_others_changed(embedded, clock):
    shop, numbers = ScopedShop(embedded, RITA), waiting(embedded)[:3]
    ends = {each: embedded.get_order(ALL, each).expires for each in numbers}
    done = due.extend(numbers, shop, clock.now(), "k").numbers
    assert due.undo(done, ScopedShop(embedded, ANTON), ANTON, clock.now(), "a").name == "too_late"
    embedded.do(ALL, done[0], "pay", key="p", actor=ANTON)
    undone = [due.undo(done, shop, RITA, clock.now(), "u").value for _ in "12"]
    assert undone[0] == undone[1]
    assert (undone[0].numbers, undone[0].failed) == (done[1:], 1)
    assert all(embedded.get_order(ALL, each).expires == ends[each] for each in done[1:])
    clock.advance(61)
    assert due.undo(done, shop, RITA, clock.now(), "late").name == "too_late"


# -- a plug pulled


def start(folder: Path, port: int) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "tests.actions.round_child", str(folder), str(port)]
    return subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)


def killed_in_the_middle(folder: Path, pauses: list[float]) -> tuple[list[str], dict[str, str], Counter[str]]:
    """Press once, kill the program after each pause, repeat the press until it is answered.

    The answers; what is known of each booking's letter; how often the server took each.
    """
    room = Postroom(pause=0.005)
    controller = open_room(room)
    shop = open_shop(folder / "shop.db", clock=SystemClock())
    numbers = waiting(shop)
    ending(shop, 3_600)
    for pause in pauses:
        child = start(folder, controller.port)
        assert child.stdout.readline() == "ready\n"
        time.sleep(pause)
        child.kill()
        child.communicate()
    child = start(folder, controller.port)
    answers = [child.stdout.readline().strip() for _ in range(3)][1:]
    sendings = Sendings(folder / "mail.db")
    soon(lambda: "queued" not in sendings.of_round("press").values(), 60)
    child.kill()
    child.communicate()
    controller.stop()
    assert [extensions(shop, each) for each in numbers] == [1] * len(numbers)
    known = dict(sendings.of_round("press"))
    assert set(known) == set(numbers)
    sendings.close()
    audit(shop)
    shop.close()
    return answers, known, Counter(re.search(r"\d+", letter["Subject"])[0] for _, letter in room.taken)


def judge(folder: Path, pauses: list[float]) -> None:
    answers, known, taken = killed_in_the_middle(folder, pauses)
    assert answers == [f"extended {len(known)}", f"reminded {len(known)}"]
    assert {number for number, state in known.items() if state != "unknown"} <= taken.keys() <= known.keys()
    assert sum(taken.values()) - len(taken) <= 3 * len(pauses)  # three letters are in hand at a time


def test_a_round_that_is_killed_and_repeated_is_done_once(tmp_path):
    judge(tmp_path, [0.03, 0.12])


@pytest.mark.gate
def test_a_round_survives_thirty_kills(tmp_path):
    judge(tmp_path, [n * 0.01 for n in range(30)])


# -- who may not


@pytest.mark.parametrize("user", [PAUL, STRANGER], ids=["partner", "stranger"])
def test_a_partner_gets_nothing_and_does_nothing(embedded, postman, tmp_path, clock, user):
    shop, memory = ScopedShop(embedded, user), Memory(tmp_path / "memory.db")
    filters.choose("open", user, memory, shop, "k")
    own = waiting(embedded, P1)
    assert due.standing(user, memory, shop, clock.now()).count == 0
    assert due.whom_to_remind(user, memory, shop, postman, clock.now()).name == "nothing"
    assert due.what_to_extend(user, memory, shop, clock.now()).name == "nothing"
    assert due.remind(own, shop, postman, user, "k").count == 0
    assert due.extend(own, shop, clock.now(), "k").count == 0
    assert due.undo(own, shop, user, clock.now(), "k").name == "too_late"
    due.remind(own, ScopedShop(embedded, RITA), postman, RITA, "rita")
    assert due.letters("rita", shop, postman) == due.Letters()
    assert sum(extensions(embedded, each) for each in own) == 0
    assert {each.actor_id for each in postman.sendings.of_order(own[0], RITA)} == {RITA.id}


@pytest.mark.parametrize("button", ["✉️ Alle erinnern", "⏳ Alle +7 Tage"])
def test_who_is_made_a_partner_before_the_last_press_presses_in_vain(tmp_path, button):
    clock = FrozenClock()
    given = {"data": tmp_path, "clock": clock}
    phone = Phone(assemble(ROOT, given), replace(RITA, language="de"), clock)
    phone.open()
    for label in ("Bestellungen anzeigen", "Filter …", "Läuft morgen ab", "Alle erinnern oder", button):
        phone.tap(label)
    phone.user = replace(PAUL, id=RITA.id)
    phone.press(next(key.body for key in phone.keys if "Ja," in key.label))
    assert not {"due.remind", "due.extend"} & {each.name for each in phone.called}
