"""What goes on: the log, those who watch, and whether all is quiet."""

from __future__ import annotations

import asyncio
import time
from collections import deque
from collections.abc import AsyncIterator
from math import inf
from typing import Any

from botengine.emulator.records import ChatKey

LOG_SIZE = 10_000  # entries
QUIET = 0.15  # seconds without traffic before all counts as done
PATIENCE = 2.0  # seconds that a bot may think between its 200 and its message
WATCH_QUEUE = 1000  # notices that a slow page may be behind

Notice = dict[str, Any]


class Log:
    """The last entries, numbered from 1 without end."""

    def __init__(self) -> None:
        self.entries: deque[dict[str, Any]] = deque(maxlen=LOG_SIZE)
        self.count = 0

    def add(self, kind: str, at: float, **entry: object) -> None:
        self.count += 1
        self.entries.append({"n": self.count, "kind": kind, "at": at, **entry})


class Watchers:
    """Pages that want to hear when something changed."""

    def __init__(self) -> None:
        self._queues: set[asyncio.Queue[Notice | None]] = set()

    def tell(self, notice: Notice | None) -> None:
        """To all pages; None says that the server stops."""
        for queue in self._queues:
            if queue.qsize() < WATCH_QUEUE:
                queue.put_nowait(notice)

    async def notices(self) -> AsyncIterator[Notice]:
        """Notices until the server stops; an empty one at once and every 15 s keeps the line open."""
        queue: asyncio.Queue[Notice | None] = asyncio.Queue()
        self._queues.add(queue)
        notice: Notice | None = {}
        try:
            while notice is not None:
                yield notice
                try:
                    notice = await asyncio.wait_for(queue.get(), 15)
                except TimeoutError:
                    notice = {}
        finally:
            self._queues.discard(queue)


class Activity:
    """Is anything in flight? A bot that has taken a message and not yet answered it counts as busy."""

    def __init__(self) -> None:
        self._running, self._last = 0, 0.0
        self._expected: dict[ChatKey, dict[int, float]] = {}  # token of a message -> until when

    def __enter__(self) -> None:
        self._running += 1

    def __exit__(self, *_problem: object) -> None:
        self._running -= 1
        self._last = time.monotonic()

    def expect(self, chat: ChatKey, token: int) -> None:
        """A message goes out to the bot: an answer may come, even before the bot's 200."""
        self._expected.setdefault(chat, {}).setdefault(token, inf)

    def taken(self, chat: ChatKey, token: int, *, by_bot: bool) -> None:
        """The bot has taken the message (or has not): wait for its answer a little longer (or not)."""
        waiting = self._expected.get(chat, {})
        if waiting.pop(token, None) and by_bot:
            waiting[token] = time.monotonic() + PATIENCE

    def answered(self, chat: ChatKey) -> None:
        waiting = self._expected.get(chat)
        if waiting:
            waiting.pop(next(iter(waiting)))

    def waiting(self, chat: ChatKey) -> bool:
        return any(until > time.monotonic() for until in self._expected.get(chat, {}).values())

    async def idle(self, patience: float) -> bool:
        """True once all has been quiet; False if that did not happen within `patience` seconds."""
        deadline = time.monotonic() + patience
        while not (calm := self._calm()) and time.monotonic() < deadline:  # noqa: ASYNC110 - no event tells quiet
            await asyncio.sleep(0.01)
        return calm

    def _calm(self) -> bool:
        quiet = time.monotonic() - self._last >= QUIET
        return not self._running and quiet and not any(map(self.waiting, self._expected))

    def forget(self) -> None:
        self._expected.clear()
