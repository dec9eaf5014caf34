"""`kill -9` at any moment of random taps: nothing is lost, nothing is done twice, the chat goes on."""

import itertools
import random
import sqlite3
import threading
import time

import pytest

from tests.acceptance.demo import Demo

SETTINGS = "⚙️"  # whoever taps there signs out some day, or goes on in another language


class Killer(threading.Thread):
    """Kills the demo at random moments and starts it again, until it is told to stop."""

    def __init__(self, demo: Demo, seed: int, pauses: tuple[float, float]) -> None:
        super().__init__()
        self.demo, self.random, self.pauses = demo, random.Random(seed), pauses
        self.done = threading.Event()
        self.kills = 0

    def run(self) -> None:
        while not self.done.wait(self.random.uniform(*self.pauses)):
            self.demo.kill()
            self.kills += 1
            self.demo.start()


def tap_at_random(demo: Demo, taps: int, seed: int) -> int:
    """Random presses of visible buttons (and double ones, and texts); how many the emulator took."""
    chance, phone, taken = random.Random(seed), demo.handset("admin"), 0
    while taken < taps:
        try:
            keys = [key for key in phone.keys if SETTINGS not in key["text"]]
            if not keys or chance.random() < 0.15:
                phone.post("type", text=chance.choice(["Meier", "1042", "menü", "müller", "10"]))
            else:
                body = chance.choice(keys)["action_body"]
                phone.post("replay", action_body=body)
                if chance.random() < 0.2:
                    phone.post("replay", action_body=body)
            taken += 1
            time.sleep(chance.uniform(0, 0.1))
        except OSError:  # the demo is down just now
            time.sleep(0.1)
    return taken


@pytest.mark.gate
def test_200_random_taps_survive_kills_at_any_moment(tmp_path):
    demo = Demo(tmp_path / "data").start()
    try:
        demo.handset("admin").open()
        killer = Killer(demo, seed=11, pauses=(0.3, 2.5))
        killer.start()
        tap_at_random(demo, 200, seed=12)
        killer.done.set()
        killer.join()
        phone = demo.handset("admin").settle()
        assert killer.kills >= 5
        assert_nothing_lost(demo)
        phone.type("menü").wait_for("Was möchten Sie tun?")
        assert phone.labels
    finally:
        demo.kill()


def assert_nothing_lost(demo: Demo) -> None:
    """Everything the bot has said 200 to led to one turn; no order went the same way twice in a row."""
    with sqlite3.connect(demo.data / "bot.db") as db:
        (waiting,) = db.execute("select count(*) from inbox where done_at is null").fetchone()
        lost = db.execute(
            "select dedupe from inbox"
            " where dedupe not in (select dedupe from journal where user = inbox.user)"
        ).fetchall()
        twice = db.execute(
            "select user, dedupe from journal group by user, dedupe having count(*) > 1"
        ).fetchall()
    assert (waiting, lost, twice) == (0, [], [])
    assert doubled_changes(demo) == []


def doubled_changes(demo: Demo) -> list[tuple[str, str]]:
    """(order, action) where the shop's journal has the same change twice without another in between."""
    with sqlite3.connect(demo.data / "shop.db") as db:
        rows = db.execute("select number, action from journal order by order_id, id").fetchall()
    changes = [row for row in rows if row[1] in ("pay", "unpay", "remove", "restore")]
    return [this for last, this in itertools.pairwise(changes) if last == this]
