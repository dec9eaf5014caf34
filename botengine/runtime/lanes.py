"""Working on lanes: claim those that are awake, work on them with a few threads, keep the leases alive."""

import logging
import random
import threading
import time
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from queue import SimpleQueue
from typing import Generic, Protocol, TypeVar

from botengine.errors import BotengineError
from botengine.runtime.ports import Store
from botengine.runtime.records import Lease

log = logging.getLogger(__name__)
SHORTEST, LONGEST = 0.005, 0.1  # seconds between looking for work of other processes
AHEAD = 4  # claimed lanes per thread: keeps threads busy while the next claim is on its way
BEATS = 3  # renewals per lease: two may fail before a lane is lost
SETBACK = 1.0  # seconds until a lane is tried again whose work broke off


class Claimed(Protocol):
    """A task or a bundle."""

    @property
    def lease(self) -> Lease: ...


ClaimedT = TypeVar("ClaimedT", bound=Claimed)


class Bell:
    """Wakes who waits; a ring while nobody waits is not lost."""

    def __init__(self) -> None:
        self._condition = threading.Condition()
        self._rung = False

    def ring(self, _done: object = None) -> None:
        """Also usable as callback of a Future."""
        with self._condition:
            self._rung = True
            self._condition.notify()

    def wait(self, seconds: float) -> bool:
        """Until the next ring, at most so long. False: nobody rang."""
        with self._condition:
            rung = self._condition.wait_for(lambda: self._rung, seconds)
            self._rung = False
            return rung


@dataclass(slots=True)
class Held(Generic[ClaimedT]):
    """Claimed work; in monotonic seconds: `since` when it is worked on, `until` when the lease may end."""

    work: ClaimedT
    until: float
    since: float | None = None
    overdue: bool = False


class Crew(Generic[ClaimedT]):
    """Threads that work on one side's lanes.

    `claim(limit)` asks the store; `work(held)` does the work, the lane is free when its Future is done;
    `overdue(work)` frees a lane whose work takes longer than `patience` seconds.
    """

    def __init__(
        self,
        name: str,
        store: Store,
        claim: Callable[[int], Future[list[ClaimedT]]],
        work: Callable[[Held[ClaimedT]], Future[None]],
        *,
        threads: int,
        lease: float,
        patience: float = float("inf"),
        overdue: Callable[[ClaimedT], object] = lambda _: None,
    ) -> None:
        self.name, self.store, self.lease, self.threads = name, store, lease, threads
        self.bell = Bell()
        self._claim, self._work, self._patience, self._overdue = claim, work, patience, overdue
        self._queue: SimpleQueue[Held[ClaimedT] | None] = SimpleQueue()
        self._held: dict[Lease, Held[ClaimedT]] = {}
        self._stopping, self._ended = threading.Event(), threading.Event()
        self._claimer = self._thread(self._claiming)
        self._heart = self._thread(self._beating)
        self._workers = [self._thread(self._working) for _ in range(threads)]

    def _thread(self, loop: Callable[[], None]) -> threading.Thread:
        return threading.Thread(target=loop, name=f"{self.name}{loop.__name__}", daemon=True)

    def start(self) -> None:
        for thread in (self._claimer, self._heart, *self._workers):
            thread.start()

    def stop(self, timeout: float = 10.0) -> None:
        """Claim no more, finish what is claimed."""
        deadline = time.monotonic() + timeout
        self._stopping.set()
        self.bell.ring()
        self._claimer.join(timeout)
        for _ in self._workers:
            self._queue.put(None)
        for thread in self._workers:
            thread.join(max(0.0, deadline - time.monotonic()))
        while self._held and time.monotonic() < deadline:
            self.bell.wait(LONGEST)
        self._ended.set()
        self._heart.join(timeout)

    @property
    def busy(self) -> int:
        """How many lanes are claimed here."""
        return len(self._held)

    # -- claiming

    def _claiming(self) -> None:
        pause = SHORTEST
        while not self._stopping.is_set():
            room = self.threads * AHEAD - self.busy
            found = self._claimed(room) if room > 0 else 0
            pause = SHORTEST if found else min(LONGEST, pause * 2)
            if found < room or room <= 0:  # else there may be more
                self.bell.wait(pause * random.uniform(0.5, 1.0))  # noqa: S311 - jitter is no secret

    def _claimed(self, room: int) -> int:
        until = time.monotonic() + self.lease
        try:
            works = self._claim(room).result()
        except Exception as problem:  # noqa: BLE001 - whatever it is, claiming must go on
            self._warn("cannot claim", problem)
            self._stopping.wait(SETBACK)
            return 0
        for work in works:
            held = self._held[work.lease] = Held(work, until)
            self._queue.put(held)
        return len(works)

    # -- working

    def _working(self) -> None:
        while (held := self._queue.get()) is not None:
            held.since = time.monotonic()
            lease = held.work.lease
            try:
                self._work(held).add_done_callback(partial(self._finished, lease))
            except Exception as problem:  # noqa: BLE001 - the thread must live on; it is logged
                self._broke_off(lease, problem)

    def _finished(self, lease: Lease, future: Future[None]) -> None:
        problem = future.exception()
        if problem:
            self._broke_off(lease, problem)
        else:
            self._held.pop(lease, None)
            self.bell.ring()

    def _broke_off(self, lease: Lease, problem: BaseException) -> None:
        """Give the lane back soon; if even that fails, the lease runs out by itself."""
        self._warn("broke off, it is tried again", problem)
        self._held.pop(lease, None)
        with suppress(BotengineError):
            self.store.release(lease, SETBACK).add_done_callback(Future.exception)
        self.bell.ring()

    def _warn(self, what: str, problem: BaseException) -> None:
        """Errors of our own explain themselves; for others the place is needed."""
        place = None if isinstance(problem, BotengineError) else problem
        log.warning("%s %s: %s", self.name, what, problem, exc_info=place)

    # -- keeping the leases alive

    def _beating(self) -> None:
        while not self._ended.wait(self.lease / BEATS):
            try:
                self._beat(time.monotonic())
            except Exception as problem:  # noqa: BLE001 - a heart must not stop
                self._warn("cannot renew its leases", problem)

    def _beat(self, now: float) -> None:
        held = list(self._held.values())
        for each in held:
            if each.since and now - each.since > self._patience and not each.overdue:
                self._replace(each)
        ending = [each for each in held if each.until < now + self.lease * 0.7 and not each.overdue]
        if ending:
            self._renew(ending, now)

    def _replace(self, held: Held[ClaimedT]) -> None:
        """The work hangs: free its lane by other means, and let a new thread stand in for the lost one."""
        log.error("%s takes more than %s s; it is given up", self.name, self._patience)
        held.overdue = True
        self._held.pop(held.work.lease, None)
        self._workers.append(self._thread(self._working))
        self._workers[-1].start()
        self._overdue(held.work)

    def _renew(self, ending: Sequence[Held[ClaimedT]], now: float) -> None:
        lost = self.store.renew([held.work.lease for held in ending], self.lease).result()
        for held in ending:
            held.until = 0.0 if held.work.lease in lost else now + self.lease
