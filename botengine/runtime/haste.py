"""How fast one person may send: what is too much is told once and dropped, before it costs a turn."""

import threading
from collections.abc import Callable

from botengine.runtime.records import Lease

PER_MINUTE = 100  # arrivals of one person: nobody taps so fast for so long
MINUTE = 60.0  # seconds
MANY = 10_000  # people remembered at most; who was silent for a minute is forgotten first


class Haste:
    """Counts arrivals by person in this process. Thread-safe."""

    def __init__(self, time: Callable[[], float]) -> None:
        self._time, self._lock = time, threading.Lock()
        self._seen: dict[tuple[str, str], tuple[float, int]] = {}  # since when, how many

    def count(self, lease: Lease) -> int:
        """Count one arrival; how many there were of the person in the last minute."""
        who = (lease.bot, lease.user)
        with self._lock:
            now = self._time()
            if len(self._seen) >= MANY:
                self._seen = {key: seen for key, seen in self._seen.items() if now < seen[0] + MINUTE}
            since, count = self._seen.get(who, (now, 0))
            since, count = (since, count + 1) if now < since + MINUTE else (now, 1)
            self._seen[who] = since, count
        return count
