"""Waiting until a running bot has nothing to do."""

import time

from botengine.runtime.service import Runtime

LOOK = 0.002  # seconds between looks


def idle(runtime: Runtime, timeout: float = 5.0) -> bool:
    """Wait until nothing can move. False: it did not come to rest in time."""
    deadline = time.monotonic() + timeout
    while time.monotonic() < deadline:
        runtime.clockwork.tick()
        if not runtime.store.backlog().moving:
            return True
        time.sleep(LOOK)
    return False
