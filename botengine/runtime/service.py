"""The Runtime: store, bots and threads put together."""

import time
from collections.abc import Collection, Mapping
from concurrent.futures import Future
from typing import Literal

import msgspec

from botengine.clock import Clock, SystemClock
from botengine.messages import Message
from botengine.metrics import Metrics
from botengine.runtime.dispatcher import PATIENCE, Dispatcher
from botengine.runtime.lanes import Crew
from botengine.runtime.notices import Notices
from botengine.runtime.outbox import Outbox
from botengine.runtime.ports import LiveBot, Store
from botengine.runtime.records import Arrival, Bundle, Task
from botengine.runtime.sources import Sources
from botengine.runtime.timers import Clockwork

Role = Literal["worker", "sender"]
WELCOME_PATIENCE = 2.0  # seconds a person's lane may be busy; Viber waits 5 for the whole answer
LOOK = 0.02  # seconds between looks at a busy lane
_message = msgspec.json.Decoder(Message)


class Runtime:
    """Runs the bots of one store. `bots` may be changed while it runs (a turn keeps what it began with).

    `alone`: no other process uses the store, so leases left by a crash are freed at once.
    """

    def __init__(
        self,
        store: Store,
        bots: Mapping[str, LiveBot],
        *,
        clock: Clock | None = None,
        roles: Collection[Role] = ("worker", "sender"),
        workers: int = 8,
        senders: int = 8,
        lease: float = 30.0,
        patience: float = PATIENCE,
        alone: bool = False,
        metrics: Metrics | None = None,
    ) -> None:
        self.store, self.bots, self.clock = store, dict(bots), clock or SystemClock()
        self.lease, self.alone, self.roles = lease, alone, frozenset(roles)
        metrics = metrics or Metrics()
        metrics.outbox_depth(lambda: self.store.backlog().letters)
        slowest = max((bot.channel.send_timeout for bot in self.bots.values()), default=0.0)
        send_lease = max(lease, 2 * slowest)  # so that a fresh lease surely outlasts a send
        self.notices = Notices(store, self.bots, self.clock)
        self.sources = Sources(self.notices)
        self.clockwork = Clockwork(self.notices, self.sources, self.wake)
        self.outbox = Outbox(self.notices, metrics, send_lease)
        self._sends: Crew[Bundle] = Crew(
            "sender", store, self.outbox.claim, self.outbox.work,
            threads=senders, lease=send_lease,
        )  # fmt: skip
        self.dispatcher = Dispatcher(
            store, self.bots, self.clock, metrics, patience=patience, posted=self._sends.ring
        )
        self._turns: Crew[Task] = Crew(
            "worker", store, lambda limit: store.claim_turns(limit, lease), self.dispatcher.work,
            threads=workers, lease=lease, patience=patience, overdue=self.dispatcher.give_up,
        )  # fmt: skip

    # -- life

    def start(self) -> None:
        """Start the threads of this process's roles."""
        if self.alone:
            self.store.forget_leases().result()
        if "worker" in self.roles:
            self._turns.start()
            self.clockwork.start()
        if "sender" in self.roles:
            self._sends.start()

    def stop(self) -> None:
        """Finish what is being worked on, then end the threads; what waits stays in the store."""
        if "worker" in self.roles:
            self.clockwork.stop()  # it starts sources
            self.sources.stop()
            self._turns.stop()
        if "sender" in self.roles:
            self._sends.stop()

    def wake(self, _done: object = None) -> None:
        """Look for work now."""
        self._turns.ring()

    # -- what arrives

    def accept(self, arrival: Arrival) -> Future[bool]:
        """Keep an arrival: acknowledge it only when the Future is done. False: it was there already."""
        future = self.store.accept(arrival)
        future.add_done_callback(self.wake)
        return future

    def welcome(self, arrival: Arrival, patience: float = WELCOME_PATIENCE) -> Message | None:
        """Run the turn at once, in this thread; the message is to be given back as the answer.

        The same arrival is answered with the same message. None if the person's lane is busy too long: then
        the answer is sent like any other.
        """
        deadline = time.monotonic() + patience
        while time.monotonic() < deadline:
            answer = self.store.accept_now(arrival, self.lease).result()
            if isinstance(answer, Task):
                return self._welcome(answer)
            kept = None if answer else self.store.answer(arrival.bot, arrival.user, arrival.dedupe)
            if kept is not None:
                return _message.decode(kept)
            time.sleep(LOOK)
        self.accept(arrival).result()
        return None

    def _welcome(self, task: Task) -> Message | None:
        commit = self.dispatcher.turn(task, inline=True)
        self.dispatcher.finish(task, commit).result()
        self.wake()
        return _message.decode(commit.letters[-1].body) if commit.letters else None

    # -- sending

    @property
    def resting(self) -> Mapping[str, str]:
        """Bots whose sending rests -> why."""
        return self.outbox.breaker.resting()

    def resume(self, bot: str) -> None:
        """Send again at once, e.g. after a new token was set."""
        self.outbox.breaker.worked(bot)
        self._sends.ring()
