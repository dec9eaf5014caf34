"""Throttling: how often something may be tried, without ever locking anybody out for good."""

from __future__ import annotations

import threading
from dataclasses import dataclass

from botengine.clock import Clock

MOST = 10_000  # keys that are remembered; beyond, those that wait least are forgotten


@dataclass(frozen=True, slots=True)
class Pace:
    """`burst` times at once, then once in `every` seconds."""

    burst: int
    every: float


class TooOften(Exception):  # noqa: N818 - an instruction, not a fault
    """Too many tries; the next one in so many seconds."""

    def __init__(self, seconds: float) -> None:
        super().__init__(seconds)
        self.seconds = int(seconds) + 1


class Throttle:
    """Counts tries by key, in this process's memory (generic cell rate algorithm)."""

    def __init__(self, clock: Clock) -> None:
        self._clock, self._lock = clock, threading.Lock()
        self._next: dict[str, float] = {}

    def wait(self, key: str, pace: Pace) -> float:
        """Seconds to wait before the next try; 0.0: try now, it is counted."""
        with self._lock:
            now = self._clock.time()
            due = max(self._next.get(key, 0.0), now)
            wait = due - now - (pace.burst - 1) * pace.every
            if wait > 0:
                return wait
            self._next[key] = due + pace.every
            if len(self._next) > MOST:
                waiting = sorted(self._next.items(), key=lambda pair: -pair[1])
                self._next = dict(waiting[: MOST // 2])
            return 0.0

    def clear(self, key: str) -> None:
        """It succeeded: what was tried before does not count any more."""
        with self._lock:
            self._next.pop(key, None)
