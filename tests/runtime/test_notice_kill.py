"""SIGKILL at random moments while notices are held, gathered and told: each is told once, none is lost."""

from __future__ import annotations

import json
import queue
import random
import signal
import sqlite3
import subprocess
import sys
import threading
from collections import Counter
from contextlib import suppress
from pathlib import Path

import pytest

from botengine.store.sqlite import SqliteStore
from botengine.values import User
from tests.runtime.fakes import BOT
from tests.store.words import let_in

ROOT = Path(__file__).resolve().parents[2]
PEOPLE = 8


class Child:
    """The bot's process; it repeats each line when that is kept."""

    def __init__(self, folder: Path) -> None:
        command = [sys.executable, "-m", "tests.runtime.notice_child", str(folder)]
        pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True, "bufsize": 1}
        self.process = subprocess.Popen(command, cwd=ROOT, **pipes)
        self.kept: queue.SimpleQueue[str] = queue.SimpleQueue()
        assert self.process.stdout.readline() == "ready\n"
        self._ears = threading.Thread(target=self._listen, daemon=True)
        self._ears.start()

    def _listen(self) -> None:
        for line in self.process.stdout:
            if line.endswith("\n"):
                self.kept.put(line)

    def tell(self, line: str) -> None:
        with suppress(BrokenPipeError):
            self.process.stdin.write(line)

    def kill(self) -> None:
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()
        self._ears.join()

    def finish(self) -> None:
        self.process.stdin.close()
        assert self.process.wait(120) == 0
        self._ears.join()

    def acknowledged(self) -> set[str]:
        return {self.kept.get() for _ in range(self.kept.qsize())}


def play(folder: Path, notices: int, kills: int, seed: int = 1) -> sqlite3.Connection:
    """Tell so many notices, each again until it is acknowledged, through so many deaths."""
    rng = random.Random(seed)
    with_people = SqliteStore(folder / "bot.db")
    for number in range(PEOPLE):
        let_in(with_people, f"chat{number}", User(f"u{number}", f"User {number}", "admin"), BOT)
    with_people.close()
    left = [json.dumps([f"u{rng.randrange(PEOPLE)}", f"k{number}"]) + "\n" for number in range(notices)]
    for _ in range(kills):
        child = Child(folder)
        batch = [*left[: max(1, 2 * notices // kills)], *rng.sample(left, min(len(left), 3))]
        for line in batch:
            child.tell(line)
        threading.Event().wait(rng.uniform(0.0, 0.4))
        child.kill()
        kept = child.acknowledged()
        left = [line for line in left if line not in kept]
    last = Child(folder)
    for line in left:
        last.tell(line)
    last.finish()
    return sqlite3.connect(folder / "bot.db")


def check(db: sqlite3.Connection, notices: int) -> None:
    bodies = [json.loads(body) for (body,) in db.execute("SELECT body FROM inbox WHERE kind = 'told'")]
    told = Counter(item["key"] for body in bodies for item in body["items"])
    assert told == Counter(f"k{number}" for number in range(notices))
    assert db.execute("SELECT DISTINCT status FROM notice").fetchall() == [("told",)]
    letters = db.execute("SELECT status, count(*) FROM outbox GROUP BY status").fetchall()
    assert letters == [("sent", len(bodies))]


def test_notices_survive_a_few_deaths(tmp_path):
    check(play(tmp_path, notices=200, kills=3), 200)


@pytest.mark.gate
def test_notices_survive_a_hundred_deaths(tmp_path):
    check(play(tmp_path, notices=20_000, kills=100), 20_000)
