"""Rounds: threads that do something again and again, until they are told to end."""

import logging
import threading
from collections.abc import Callable

from botengine.errors import BotengineError

log = logging.getLogger(__name__)
SETBACK = 1.0  # seconds until something is tried again that broke off


def broke_off(what: str, problem: BaseException) -> None:
    """Tell the log. Errors of our own explain themselves; for others the place is needed."""
    place = None if isinstance(problem, BotengineError) else problem
    log.warning("%s broke off, it is tried again: %s", what, problem, exc_info=place)


class Rounds:
    """A thread that does its rounds. Each says after how many seconds the next is due; None: never again.

    A ring makes the next one due at once, also if it comes while a round is under way.
    """

    def __init__(self, name: str, one: Callable[[], float | None]) -> None:
        self._name, self._one = name, one
        self._rung, self._ending = threading.Event(), threading.Event()
        self._thread = threading.Thread(target=self._run, name=name, daemon=True)
        self.start, self.is_alive, self.join = self._thread.start, self._thread.is_alive, self._thread.join

    def ring(self, _done: object = None) -> None:
        """Also usable as callback of a Future."""
        self._rung.set()

    def end(self) -> None:
        """No further round; `join` waits for the end of the last one."""
        self._ending.set()
        self._rung.set()

    @property
    def ending(self) -> bool:
        return self._ending.is_set()

    def _run(self) -> None:
        while not self.ending:
            try:
                pause = self._one()
            except Exception as problem:  # noqa: BLE001 - whatever it is, the next round may go well
                broke_off(self._name, problem)
                self._ending.wait(SETBACK)
                continue
            if pause is None:
                return
            self._rung.wait(pause)
            self._rung.clear()
