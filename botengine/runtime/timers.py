"""The clockwork: due timers and notices become arrivals, and old finished things are thrown away."""

import logging
import threading
import time
from collections.abc import Callable

from botengine.errors import BotengineError
from botengine.runtime.ports import Store
from botengine.runtime.records import Retention

log = logging.getLogger(__name__)
TICK = 0.25  # seconds between looks at the timers
SWEEP = 600.0  # seconds between purges
BATCH = 100  # timers, or rows of each table, in one transaction: others must not wait long


class Clockwork:
    """One thread; every process may have one, the store rings each timer once."""

    def __init__(self, store: Store, rang: Callable[[], object], release: Callable[[], int]) -> None:
        self.store, self.retention, self.release = store, Retention(), release
        self._rang = rang
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name="clockwork", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        self._stopping.set()
        self._thread.join()

    def tick(self) -> None:
        """Ring all timers that are due, tell all notices that are."""
        if self.release():
            self._rang()
        while count := self.store.ring(BATCH).result():
            self._rang()
            if count < BATCH:
                return

    def sweep(self) -> int:
        """Throw away what is older than the retention; how many rows."""
        total = 0
        while count := self.store.purge(self.retention, BATCH).result():
            total += count
            if self._stopping.is_set():
                break
        return total

    def _run(self) -> None:
        swept = time.monotonic()
        while not self._stopping.wait(TICK):
            try:
                self.tick()
                if time.monotonic() - swept > SWEEP:
                    self.sweep()
                    swept = time.monotonic()
            except BotengineError as problem:
                log.warning("the clockwork waits: %s", problem)
            except Exception:
                log.exception("the clockwork stumbled")
