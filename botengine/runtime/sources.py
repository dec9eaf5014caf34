"""Sources: plug-ins that tell of the world outside, asked again and again or called for requests."""

import logging
import time
from collections import Counter
from concurrent.futures import Future
from functools import partial
from typing import Any

from botengine.errors import BotengineError
from botengine.runtime.breaker import backoff
from botengine.runtime.notices import Notices
from botengine.runtime.ports import Source
from botengine.runtime.records import Trouble
from botengine.runtime.rounds import Rounds
from botengine.values import SourceRequest

log = logging.getLogger(__name__)
PATIENCE = 2.0  # seconds for all sources together to end what they are at


class NoSuchSourceError(BotengineError):
    """No source of this name takes requests."""


class Sources:
    """One thread for each polled source, so that none waits for another.

    Several processes may ask the same source: the notices' keys make that harmless.
    """

    def __init__(self, notices: Notices) -> None:
        self.store, self.bots, self.clock = notices.store, notices.bots, notices.clock
        self.failing: dict[str, str] = {}  # name of a source -> why it was of no use the last time
        self._failures = Counter[str]()
        self._rounds: dict[tuple[str, str], Rounds] = {}
        self._ending = False

    def tend(self) -> None:
        """Start threads for sources that are new: at the start, or with changed flows."""
        for bot, live in list(self.bots.items()):
            for name, source in live.sources.items():
                rounds = self._rounds.get((bot, name))
                if source.every is not None and not (rounds and rounds.is_alive()):
                    rounds = Rounds(f"source {name}", partial(self._round, bot, name))
                    self._rounds[bot, name] = rounds
                    rounds.start()

    def stop(self) -> None:
        """Ask nobody any more. A source that hangs is left behind."""
        self._ending = True
        deadline = time.monotonic() + PATIENCE
        for rounds in self._rounds.values():
            rounds.end()
        for rounds in self._rounds.values():
            rounds.join(max(0.0, deadline - time.monotonic()))

    def poll(self, bot: str, name: str, source: Source) -> float:
        """Ask once, and keep what is told together with the token; seconds until the next time."""
        place = f"source:{name}"
        try:
            since = (self.store.meta(bot, place) or b"").decode()
            notices, token = self._ask(bot, source, since=since)
            if notices or token != since:
                self.store.notices.pin(bot, notices, (place, token.encode())).result()
        except Exception as problem:  # noqa: BLE001 - whatever a plug-in does, the others go on
            return self._failed(bot, name, problem)
        if self.failing.pop(name, ""):
            log.warning("source %s works again", name)
            del self._failures[name]
        return source.every or 0.0

    def receive(self, bot: str, name: str, request: SourceRequest) -> Future[int]:
        """Hand a request to its source; acknowledge it only when the Future is done.

        NoSuchSourceError; PermissionError if the source does not believe it; what else the source raises.
        """
        source = self.bots[bot].sources.get(name)
        if source is None or source.every is not None:
            raise NoSuchSourceError
        return self.store.notices.pin(bot, self._ask(bot, source, request=request))

    def _ask(self, bot: str, source: Source, **given: object) -> Any:
        people = [person for person in self.store.people(bot) if person.subscribed]
        users = {person.account.id: person.account for person in people if person.account}
        return source.ask({**given, "users": list(users.values()), "now": self.clock.now()})

    def _round(self, bot: str, name: str) -> float | None:
        source = self.bots[bot].sources.get(name)
        return self.poll(bot, name, source) if source and source.every is not None else None

    def _failed(self, bot: str, name: str, problem: Exception) -> float:
        """The operator is told once; then the source is asked less and less often."""
        reason = f"source '{name}': {type(problem).__name__}: {problem}"
        self._failures[name] += 1
        if name not in self.failing and not self._ending:
            log.warning("%s; it is asked again later", reason, exc_info=problem)
            self.store.notices.complain(bot, Trouble("source", reason)).add_done_callback(Future.exception)
        self.failing[name] = reason
        return backoff(self._failures[name])
