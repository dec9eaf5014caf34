"""The clockwork: due timers and notices become arrivals, and old finished things are thrown away."""

import time
from collections.abc import Callable

from botengine.runtime.notices import Notices
from botengine.runtime.records import Retention
from botengine.runtime.rounds import Rounds
from botengine.runtime.sources import Sources

TICK = 0.25  # seconds between looks at the timers
SWEEP = 600.0  # seconds between purges
BATCH = 100  # timers, or rows of each table, in one transaction: others must not wait long


class Clockwork:
    """One thread; every process may have one, the store rings each timer once."""

    def __init__(self, notices: Notices, sources: Sources, rang: Callable[[], object]) -> None:
        self.store, self.notices, self.sources = notices.store, notices, sources
        self.retention = Retention()
        self._rang, self._swept = rang, time.monotonic()
        self._rounds = Rounds("clockwork", self._round)
        self.start = self._rounds.start

    def stop(self) -> None:
        self._rounds.end()
        self._rounds.join()

    def tick(self) -> None:
        """Ring all timers that are due, tell all notices that are."""
        self.sources.tend()
        if self.notices.release():
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
