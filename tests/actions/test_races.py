"""Two hands on one order, and a plug pulled in the middle of it."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from actions.shop.embedded import EmbeddedShop
from actions.shop.model import OrderQuery
from botengine.clock import SystemClock
from botengine.values import Money, Paging
from tests.actions.audit import audit
from tests.actions.conftest import ALL, RITA

ROOT = Path(__file__).parents[2]
WRITER = Path(__file__).with_name("writer.py")
ENOUGH = 60  # answers of a writer before the plug is pulled


def together(tasks):
    """Start all at the same moment; give their answers."""
    gate = threading.Barrier(len(tasks))

    def run(task):
        gate.wait()
        return task()

    with ThreadPoolExecutor(len(tasks)) as pool:
        return list(pool.map(run, tasks))


def test_two_hands_paying_200_times_pay_once(embedded):
    def pay_often(hand):
        return [embedded.do(ALL, "1042", "pay", key=f"{hand}-{n}", actor=RITA) for n in range(200)]

    results = [result for many in together([lambda h=h: pay_often(h) for h in "ab"]) for result in many]
    assert Counter(result.name for result in results) == {"done": 1, "already": 399}
    assert {(result.order.status, result.order.money) for result in results} == {("paid", "paid")}
    assert embedded.get_order(ALL, "1042").paid == Money(14750)
    assert [line.action for line in embedded.history(ALL, "1042")].count("pay") == 1
    audit(embedded)


def test_two_hands_with_one_key_get_one_answer(embedded):
    for n in range(20):
        action = ("pay", "unpay")[n % 2]

        def press(action=action, n=n):
            return embedded.do(ALL, "1042", action, key=f"tap {n}", actor=RITA)

        assert [result.name for result in together([press, press])] == ["done", "done"]
    assert [line.action for line in embedded.history(ALL, "1042")].count("pay") == 10


def test_paying_and_removing_at_once_tells_the_truth(embedded):
    booked = embedded.list_orders(ALL, OrderQuery(statuses=("booked",)), Paging(1, 500)).rows
    assert len(booked) > 5
    for number in (row.number for row in booked):

        def attempt(action, number=number):
            return embedded.do(ALL, number, action, key=f"{action} {number}", actor=RITA)

        pay, remove = together([lambda a=a, f=attempt: f(a) for a in ("pay", "remove")])
        order = embedded.get_order(ALL, number)
        assert (pay.name, pay.order.status) in {("done", "paid"), ("refused", "removed")}
        assert (remove.name, order.status, order.refund_due) == ("done", "removed", order.paid)
    audit(embedded)


def test_who_waits_too_long_hears_busy_and_nothing_happens(embedded, clock):
    impatient = EmbeddedShop(embedded.file.path, clock, busy_seconds=0.05)
    with embedded.file.write():
        (result,) = together([lambda: impatient.do(ALL, "1042", "pay", key="k", actor=RITA)])
    assert (result.name, result.reason, result.order) == ("refused", "busy", None)
    assert impatient.do(ALL, "1042", "pay", key="k", actor=RITA).name == "done"


def pull_the_plug(path, names):
    """Let writers work, kill them in the middle; give the last answer about each order."""
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    command = [sys.executable, str(WRITER), str(path)]
    writers = [
        subprocess.Popen([*command, name], stdout=subprocess.PIPE, text=True, env=environment)
        for name in names
    ]
    for _ in range(ENOUGH):
        assert writers[0].stdout.readline()
    for writer in writers:
        writer.kill()
    return [writer.communicate()[0] for writer in writers]


@pytest.mark.parametrize("names", [("one",), ("one", "two")], ids=len)
def test_a_plug_pulled_in_mid_write_leaves_the_books_straight(embedded, names):
    path = embedded.file.path
    embedded.file.close()
    for turn in range(2):
        pull_the_plug(path, [f"{name}-{turn}" for name in names])
        shop = EmbeddedShop(path, SystemClock())
        audit(shop)
        shop.file.close()


def test_what_was_answered_before_the_plug_was_pulled_has_happened(embedded):
    path = embedded.file.path
    embedded.file.close()
    answers = pull_the_plug(path, ["solo"])[0].splitlines()
    shop = EmbeddedShop(path, SystemClock())
    told = Counter(line.split()[1] for line in answers if line.endswith(" done"))
    for number, count in told.items():
        lines = [line for line in shop.history(ALL, number) if line.actor == "solo"]
        assert count <= len(lines)
    shop.file.close()


def test_an_answer_survives_in_its_key(embedded):
    first = embedded.do(ALL, "1042", "pay", key="tap", actor=RITA)
    again = EmbeddedShop(embedded.file.path, SystemClock()).do(ALL, "1042", "pay", key="tap", actor=RITA)
    assert (first.name, again.name) == ("done", "done")
