"""When a messenger does not take messages, its bot's sending rests for a while."""

import random
import threading
import time
from dataclasses import dataclass

TRIES = 5  # failures in a row, of any receivers, until sending rests
FIRST_REST, LONGEST_REST = 1.0, 30.0  # seconds; doubles from the one to the other


def backoff(attempt: int) -> float:
    """Seconds to wait after the `attempt`-th failure (from 0): doubling, with jitter."""
    rest: float = min(LONGEST_REST, FIRST_REST * 2 ** min(attempt, 16))
    return rest * random.uniform(0.5, 1.0)  # noqa: S311 - jitter is no secret


@dataclass
class Rest:
    """How one bot fares: failures and rests in a row; until when (monotonic) it rests, and why."""

    failures: int = 0
    rests: int = 0
    until: float = 0.0
    reason: str = ""


class Breaker:
    """Which bots rest, and why. Thread-safe."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._bots: dict[str, Rest] = {}

    def resting(self) -> dict[str, str]:
        """Bots that may not send now -> why."""
        now = time.monotonic()
        return {bot: rest.reason for bot, rest in self._bots.copy().items() if rest.until > now}

    def failed(self, bot: str, reason: str, *, pause: bool = False) -> None:
        """Count a failure; `pause` lets the bot rest at once."""
        with self._lock:
            rest, now = self._bots.setdefault(bot, Rest()), time.monotonic()
            if rest.until > now:
                return  # a send that was on its way when the rest began
            rest.failures += 1
            if pause or rest.failures >= TRIES:
                rest.until, rest.reason = now + backoff(rest.rests), reason
                rest.rests += 1

    def worked(self, bot: str) -> None:
        """The messenger took a message, or the operator repaired something: rest no longer."""
        if bot in self._bots:
            with self._lock:
                self._bots.pop(bot, None)
