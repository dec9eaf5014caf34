"""A real process, a real SQLite file, SIGKILL at random moments under load: nothing lost, nothing doubled."""

from __future__ import annotations

import json
import queue
import random
import signal
import subprocess
import sys
import threading
import time
from collections import defaultdict
from contextlib import suppress
from pathlib import Path

import pytest

from botengine.store.sqlite import SqliteStore
from tests.runtime.fakes import BOT
from tests.runtime.history import History, violations

ROOT = Path(__file__).resolve().parents[2]
SENDERS = 4


class Child:
    """A bot's process; `acks` is filled as it acknowledges."""

    def __init__(self, folder: Path, effect: str, lease: float) -> None:
        command = [sys.executable, "-m", "tests.runtime.crash_child", str(folder), effect, str(lease)]
        pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True, "bufsize": 1}
        self.process = subprocess.Popen(command, cwd=ROOT, **pipes)
        self.acks: queue.SimpleQueue[tuple[str, int] | None] = queue.SimpleQueue()
        assert self.process.stdout.readline() == "ready\n"
        threading.Thread(target=self._listen, daemon=True).start()

    def _listen(self) -> None:
        for line in self.process.stdout:
            if line.endswith("\n"):
                self.acks.put(tuple(json.loads(line)))
        self.acks.put(None)

    def offer(self, event: tuple[str, int]) -> None:
        with suppress(BrokenPipeError):  # it was just killed: the messenger offers the event again
            self.process.stdin.write(json.dumps(event) + "\n")

    def kill(self) -> None:
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()
        self.process.stdout.close()

    def finish(self) -> None:
        self.process.stdin.close()
        assert self.process.wait(120) == 0


class Messenger:
    """Offers each person's events in order, the next one when the last is acknowledged; repeats at random."""

    def __init__(self, events: int, people: int, seed: int) -> None:
        self.random = random.Random(seed)
        self.left = {f"user{n}": list(range(events // people)) for n in range(people)}
        self.acked: list[tuple[str, int]] = []

    def drive(self, child: Child, count: int) -> None:
        """Offer events until so many were acknowledged, or none is left."""
        for user in self.left:
            self._next(child, user)
        for _ in range(count):
            if not any(self.left.values()):
                return
            self._acknowledged(child, child.acks.get(timeout=20))

    def _next(self, child: Child, user: str) -> None:
        if self.left[user]:
            child.offer((user, self.left[user][0]))

    def _acknowledged(self, child: Child, ack: tuple[str, int]) -> None:
        user, number = ack
        if self.random.random() < 0.3:
            child.offer(self.random.choice([ack, *self.acked[-50:]]))
        if self.left[user] and self.left[user][0] == number:
            self.acked.append(ack)
            self.left[user].pop(0)
            self._next(child, user)


def run(folder: Path, messenger: Messenger, effect: str, *, longest: int, linger: float) -> History:
    """Kill and start again until all events are acknowledged, then let the last one finish.

    A process lives for at most `longest` acknowledgements, and then works for up to `linger` seconds.
    """
    kills = 0
    while True:
        child = Child(folder, effect, lease=0.3)
        messenger.drive(child, messenger.random.randint(1, longest))
        if not any(messenger.left.values()):
            break
        time.sleep(messenger.random.uniform(0.0, linger))
        child.kill()
        kills += 1
    child.finish()
    return observe(folder, messenger, kills, effect)


def observe(folder: Path, messenger: Messenger, kills: int, effect: str) -> History:
    history = History(acked=messenger.acked, crashes=kills, copies=SENDERS, once=effect == "none")
    history.sent = [tuple(words) for words in diary(folder / "sent")]
    history.effects = [tuple(words) for words in diary(folder / "effects")]
    store = SqliteStore(folder / "bot.db")
    history.heard = defaultdict(list)
    for user in messenger.left:
        history.heard[user] = [int(text) for text in json.loads(store.conversation(BOT, user) or b"[]")]
    for line in store.journal(BOT, limit=1_000_000):
        history.journal[line.user, int(line.dedupe.partition(":")[2])] += 1
    assert store.database.execute("PRAGMA integrity_check").fetchone()[0] == "ok"
    store.close()
    return history


def diary(path: Path) -> list[list]:
    return [json.loads(line) for line in path.read_text().splitlines()]


@pytest.mark.parametrize("effect", ["key", "none"])
def test_a_killed_bot_loses_and_doubles_nothing(tmp_path, effect):
    history = run(tmp_path, Messenger(events=1200, people=30, seed=7), effect, longest=400, linger=0.1)
    assert history.crashes >= 3
    assert len(history.acked) == 1200
    assert violations(history) == []


@pytest.mark.gate
@pytest.mark.parametrize("effect", ["key", "none"])
def test_a_bot_killed_two_hundred_times_loses_and_doubles_nothing(tmp_path, effect):
    history = run(tmp_path, Messenger(events=100_000, people=200, seed=11), effect, longest=1000, linger=1.2)
    figures = f"{len(history.acked)} events, {history.crashes} kills, {len(history.sent)} messages sent"
    (ROOT / ".pytest_cache" / f"kill-{effect}.txt").write_text(figures)
    assert violations(history) == []
