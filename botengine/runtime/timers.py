"""The clockwork: due timers and notices become arrivals, and old finished things are thrown away."""

import time
from collections.abc import Callable

from botengine.runtime.ports import Store
from botengine.runtime.records import Retention
from botengine.runtime.rounds import Rounds

TICK = 0.25  # seconds between looks at the timers
SWEEP = 600.0  # seconds between purges
BATCH = 100  # timers, or rows of each table, in one transaction: others must not wait long


class Clockwork:
    """One thread; every process may have one, the store rings each timer once."""

    def __init__(self, store: Store, rang: Callable[[], object], release: Callable[[], int]) -> None:
        self.store, self.retention, self.release = store, Retention(), release
        self._rang, self._swept = rang, time.monotonic()
        self._rounds = Rounds("clockwork", self._round)
        self.start = self._rounds.start

    def stop(self) -> None:
        self._rounds.end()
        self._rounds.join()

    def tick(self) -> None:
        """Ring all timers that are due, tell all notices that are."""
        if self.release():
            self._rang()
        while count := self.store.ring(BATCH).result():
            self._rang()
            if count < BATCH:
                return

    def sweep(self) -> int:
        """Throw away what is older than the retention; how many rows."""
        total = 0
        while (count := self.store.purge(self.retention, BATCH).result()) and not self._rounds.ending:
            total += count
        return total

    def _round(self) -> float:
        self.tick()
        if time.monotonic() - self._swept > SWEEP:
            self.sweep()
            self._swept = time.monotonic()
        return TICK
