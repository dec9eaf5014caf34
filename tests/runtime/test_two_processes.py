"""Two processes on one store: now one is killed, now one is stopped until it is a zombie, and woken again."""

from __future__ import annotations

import queue
import random
import signal
import time
from pathlib import Path

import pytest

from tests.runtime.history import violations
from tests.runtime.test_kill import Child, Messenger, observe

LEASE = 0.3  # seconds, of a turn; a sender's is twice the time-out of its messenger: 2 s


class Pair:
    """Offers go to either; acknowledgements come from both."""

    def __init__(self, folder: Path, chance: random.Random) -> None:
        self.folder, self.chance, self.crashes = folder, chance, 0
        self.children = [Child(folder, "key", LEASE) for _ in range(2)]

    @property
    def acks(self) -> Pair:
        return self

    def get(self, timeout: float) -> tuple[str, int]:
        """The next acknowledgement of any of the two."""
        deadline = time.monotonic() + timeout
        while time.monotonic() < deadline:
            for child in self.children:
                try:
                    ack = child.acks.get(timeout=0.005)
                except queue.Empty:
                    continue
                if ack:
                    return ack
        raise TimeoutError

    def offer(self, event: tuple[str, int]) -> None:
        self.chance.choice(self.children).offer(event)

    def disturb(self) -> None:
        """Kill one, or stop it for longer than its leases."""
        self.crashes += 1
        victim = self.chance.randrange(2)
        if self.chance.random() < 0.5:
            self.children[victim].kill()
            self.children[victim] = Child(self.folder, "key", LEASE)
        else:
            process = self.children[victim].process
            process.send_signal(signal.SIGSTOP)
            time.sleep(self.chance.uniform(LEASE, 4.0))  # it must be absent for so long: that is the test
            process.send_signal(signal.SIGCONT)

    def finish(self) -> None:
        for child in self.children:
            child.finish()


@pytest.mark.gate
def test_killed_and_stopped_processes_lose_and_double_nothing(tmp_path):
    messenger = Messenger(events=6000, people=40, seed=5)
    pair = Pair(tmp_path, messenger.random)
    while any(messenger.left.values()):
        messenger.drive(pair, messenger.random.randint(1, 400))
        pair.disturb()
    pair.finish()
    history = observe(tmp_path, messenger, pair.crashes, "key")
    assert history.crashes >= 20
    assert violations(history) == []
