"""The figures of a running bot, in the format of Prometheus."""

from collections.abc import Callable
from functools import partial

from prometheus_client import (
    CONTENT_TYPE_LATEST,
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    generate_latest,
)

CONTENT_TYPE = CONTENT_TYPE_LATEST
# 15 s: answer due
TURN_SECONDS = (0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 15)


class Metrics:
    """Counts for one process. Names of reasons and states are few and fixed: each makes a row."""

    def __init__(self) -> None:
        self._registry = registry = CollectorRegistry()
        counter = partial(Counter, registry=registry)
        self._accepted = counter("botengine_callbacks_accepted", "Callbacks stored")
        self._refused = counter("botengine_callbacks_refused", "Callbacks not stored", ["reason"])
        self._turns = counter("botengine_turns", "Turns of conversations", ["result"])
        self._seconds = Histogram(
            "botengine_turn_seconds", "How long a turn took", buckets=TURN_SECONDS, registry=registry
        )
        self._sends = counter("botengine_sends", "Messages given to the messenger", ["status"])
        self._billed = counter("botengine_billed", "Messages taken, by Viber's billing status", ["status"])
        self._depth = Gauge("botengine_outbox_depth", "Messages that wait to be sent", registry=registry)

    def callback_accepted(self) -> None:
        self._accepted.inc()

    def callback_refused(self, reason: str) -> None:
        """`reason`: duplicate, signature, size, unreadable, stale, full ..."""
        self._refused.labels(reason).inc()

    def turn(self, seconds: float, result: str = "ok") -> None:
        """`result`: ok, failed, fenced, dead."""
        self._turns.labels(result).inc()
        self._seconds.observe(seconds)

    def sent(self, status: str = "ok", billing: str = "") -> None:
        """`status`: ok, later, parked, gone, refused, paused; `billing`: the messenger's, 5 was charged."""
        self._sends.labels(status).inc()
        if billing:
            self._billed.labels(billing).inc()

    def outbox_depth(self, depth: Callable[[], float]) -> None:
        """Ask `depth` at every `render` how many messages wait."""
        self._depth.set_function(depth)

    def render(self) -> bytes:
        return generate_latest(self._registry)
