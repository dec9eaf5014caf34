"""A clock that stands still until a test moves it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from botengine.spec.parsing import seconds

EPOCH = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)  # a Monday morning, far from any change of clocks


class FrozenClock:
    """Time for tests: `advance("31 min")` or `advance(seconds=5)` moves it."""

    def __init__(self, start: datetime = EPOCH) -> None:
        self._now = start

    def now(self) -> datetime:
        return self._now

    def time(self) -> float:
        return self._now.timestamp()

    def advance(self, duration: str | float) -> None:
        """Move on by a duration in words or seconds."""
        step = seconds(duration) if isinstance(duration, str) else duration
        self._now += timedelta(seconds=step)
