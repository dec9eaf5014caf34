"""Time comes in through one door, so that tests can hold it."""

import time
from datetime import UTC, datetime
from typing import Protocol


class Clock(Protocol):
    """Seconds since 1970 (UTC) and aware datetimes."""

    def time(self) -> float: ...

    def now(self) -> datetime: ...


class SystemClock:
    """The clock of this machine."""

    def time(self) -> float:
        return time.time()

    def now(self) -> datetime:
        return datetime.now(UTC)
