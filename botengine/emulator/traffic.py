"""What goes on: the log, those who watch, and whether all is quiet."""

from __future__ import annotations

import asyncio
import time
from collections import deque
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import contextmanager
from math import inf
from typing import Any

from botengine.emulator.records import ChatKey

LOG_SIZE = 10_000  # entries
QUIET = 0.15  # seconds without traffic before all counts as done
PATIENCE = 2.0  # seconds that a bot may think between its 200 and its message
WATCH_QUEUE = 1000  # notices that a slow page may be behind


class Log:
    """The last entries, numbered from 1 without end."""

    def __init__(self) -> None:
        self.entries: deque[dict[str, Any]] = deque(maxlen=LOG_SIZE)
        self.count = 0

    def add(self, kind: str, at: float, **entry: object) -> None:
        self.count += 1
        self.entries.append({"n": self.count, "kind": kind, "at": at, **entry})

    def after(self, number: int) -> list[dict[str, Any]]:
        return [entry for entry in self.entries if entry["n"] > number]


class Watchers:
    """Pages that want to hear when something changed."""

    def __init__(self) -> None:
        self._queues: set[asyncio.Queue[dict[str, Any] | None]] = set()
        self._closed = False

    def tell(self, notice: dict[str, Any]) -> None:
        for queue in self._queues:
            if queue.qsize() < WATCH_QUEUE:
                queue.put_nowait(notice)

    async def notices(self) -> AsyncIterator[dict[str, Any]]:
        """Notices until the server stops; an empty one at once and every 15 s, to keep the line open."""
        queue: asyncio.Queue[dict[str, Any] | None] = asyncio.Queue()
        self._queues.add(queue)
        try:
            yield {}
            while not self._closed:
                try:
                    notice = await asyncio.wait_for(queue.get(), 15)
                except TimeoutError:
                    notice = {}
                if notice is None:
                    return
                yield notice
        finally:
            self._queues.discard(queue)

    def close(self) -> None:
        self._closed = True
        for queue in self._queues:
            queue.put_nowait(None)


class Activity:
    """Is anything in flight? A bot that has taken a message and not yet answered it counts as busy."""

    def __init__(self) -> None:
        self._running = 0
        self._last = 0.0
        self._expected: dict[ChatKey, dict[int, float]] = {}

    def enter(self) -> None:
        self._running += 1

    def leave(self) -> None:
        self._running -= 1
        self._last = time.monotonic()

    @contextmanager
    def busy(self) -> Iterator[None]:
        self.enter()
        try:
            yield
        finally:
            self.leave()

    def expect(self, chat: ChatKey, token: int) -> None:
        """A message goes out to the bot: an answer may come, even before the bot's 200."""
        self._expected.setdefault(chat, {}).setdefault(token, inf)

    def taken(self, chat: ChatKey, token: int, *, by_bot: bool) -> None:
        """The bot has taken the message (or has not): wait for its answer a little longer (or not)."""
        waiting = self._expected.get(chat, {})
        if token in waiting and by_bot:
            waiting[token] = time.monotonic() + PATIENCE
        else:
            waiting.pop(token, None)

    def answered(self, chat: ChatKey) -> None:
        waiting = self._expected.get(chat, {})
        if waiting:
            waiting.pop(next(iter(waiting)))

    def waiting(self, chat: ChatKey) -> bool:
        return _pending(self._expected.get(chat, {}))

    async def idle(self, patience: float) -> bool:
        """True once all has been quiet; False if that did not happen within `patience` seconds."""
        deadline = time.monotonic() + patience
        while not (calm := self._calm()) and time.monotonic() < deadline:  # noqa: ASYNC110 - no event tells quiet
            await asyncio.sleep(0.01)
        return calm

    def _calm(self) -> bool:
        quiet = time.monotonic() - self._last >= QUIET
        return not self._running and quiet and not any(map(_pending, self._expected.values()))

    def forget(self) -> None:
        self._expected.clear()


def _pending(waiting: Mapping[int, float]) -> bool:
    now = time.monotonic()
    return any(deadline > now for deadline in waiting.values())
