"""Whether this process can do its work, for load balancers and watchdogs."""

import time
from collections.abc import Callable, Mapping

from botengine.runtime.ports import Store
from botengine.runtime.service import Runtime

WRITE_SECONDS = 3.0  # a store that needs longer for one small write would miss Viber's 5 seconds
STUCK_SECONDS = 90.0  # arrivals that wait unchanged for so long: a turn is given up after 60
NAME = "ready"  # of the value that is written to see whether the store writes


class Health:
    """Ask `check` again and again. It blocks for up to `WRITE_SECONDS`."""

    def __init__(self, store: Store, runtime: Runtime, bot: str) -> None:
        self.store, self.runtime, self.bot = store, runtime, bot
        self._waiting, self._since = 0, time.monotonic()

    def check(self) -> Mapping[str, bool]:
        """Part -> whether it works. Sending may rest: the messenger's troubles are not this process's."""
        return {"store": _holds(self._writes), "lanes": _holds(self._moves)}

    def _writes(self) -> bool:
        self.store.set_meta(self.bot, NAME, b"1").result(WRITE_SECONDS)
        return True

    def _moves(self) -> bool:
        """Whether waiting arrivals became other ones within reasonable time."""
        waiting = self.store.backlog().arrivals
        if waiting != self._waiting or not waiting:
            self._waiting, self._since = waiting, time.monotonic()
        return "worker" not in self.runtime.roles or time.monotonic() - self._since < STUCK_SECONDS


def _holds(part: Callable[[], bool]) -> bool:
    try:
        return part()
    except Exception:  # noqa: BLE001 - whatever it is, it is the answer
        return False
