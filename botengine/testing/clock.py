"""A clock that stands still until a test moves it."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

_UNITS = {
    "s": 1,
    "sec": 1,
    "second": 1,
    "min": 60,
    "minute": 60,
    "h": 3600,
    "hour": 3600,
    "d": 86400,
    "day": 86400,
}
EPOCH = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)  # a Monday morning, far from any change of clocks


def seconds(text: str) -> float:
    """`31 min`, `2 hours`, `1.5 days` or `90` in seconds. ValueError otherwise."""
    match = re.fullmatch(r"\s*(\d+(?:\.\d+)?)\s*([a-z]*?)s?\s*", text)
    if not match or (match[2] and match[2] not in _UNITS):
        raise ValueError(f"'{text}' is no duration; write for example '31 min', '2 hours' or '3 days'")
    return float(match[1]) * _UNITS.get(match[2], 1)


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
