"""Log-ins in a dict: the contract of sessions in its shortest form."""

from __future__ import annotations

import threading
from concurrent.futures import Future

from botengine.clock import Clock
from botengine.runtime.sessions import Kind, Pass


class PassTable:
    """Implements botengine.runtime.sessions.Sessions."""

    def __init__(self, clock: Clock) -> None:
        self.clock, self._lock = clock, threading.Lock()
        self.rows: dict[tuple[str, str, str], Pass] = {}

    def keep(self, bot: str, entry: Pass) -> Future[bool]:
        self.rows[bot, entry.kind, entry.key] = entry
        return done(True)

    def add(self, bot: str, entry: Pass) -> Future[bool]:
        with self._lock:
            new = self.get(bot, entry.kind, entry.key) is None
            if new:
                self.rows[bot, entry.kind, entry.key] = entry
        return done(new)

    def renew(self, bot: str, entry: Pass) -> Future[bool]:
        there = self.get(bot, entry.kind, entry.key) is not None
        if there:
            self.rows[bot, entry.kind, entry.key] = entry
        return done(there)

    def get(self, bot: str, kind: Kind, key: str) -> Pass | None:
        found = self.rows.get((bot, kind, key))
        return found if found and found.until > self.clock.time() else None

    def take(self, bot: str, kind: Kind, key: str) -> Future[Pass | None]:
        with self._lock:
            found = self.get(bot, kind, key)
            self.rows.pop((bot, kind, key), None)
        return done(found)

    def pace(self, bot: str, key: str, burst: int, every: float) -> Future[float]:
        with self._lock:
            now, found = self.clock.time(), self.get(bot, "pace", key)
            due = found.until if found else now
            wait = max(due - now - (burst - 1) * every, 0.0)
            if not wait:
                self.rows[bot, "pace", key] = Pass("pace", key, "", until=due + every)
        return done(wait)

    def of(self, bot: str, kind: Kind, account: str) -> list[Pass]:
        found = [self.get(*key) for key in sorted(self.rows) if key[:2] == (bot, kind)]
        return [each for each in found if each and each.account == account]

    def drop(self, bot: str, kind: Kind, account: str, but: str = "") -> Future[int]:
        gone = [each.key for each in self.of(bot, kind, account) if each.key != but]
        for key in gone:
            del self.rows[bot, kind, key]
        return done(len(gone))


def done(value):
    future = Future()
    future.set_result(value)
    return future
