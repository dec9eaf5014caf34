"""Working on lanes: claim those that are awake, work on them with a few threads, keep the leases alive."""

import logging
import random
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
from botengine.runtime.rounds import SETBACK, Rounds, broke_off

log = logging.getLogger(__name__)
SHORTEST, LONGEST = 0.005, 0.1  # seconds between looking for work of other processes
AHEAD = 4  # claimed lanes per thread: keeps threads busy while the next claim is on its way
BEATS = 3  # renewals per lease: two may fail before a lane is lost


class Claimed(Protocol):
    """A task or a bundle."""

    @property
    def lease(self) -> Lease: ...


ClaimedT = TypeVar("ClaimedT", bound=Claimed)


@dataclass(slots=True)
class Held(Generic[ClaimedT]):
    """Claimed work; in monotonic seconds: `since` when it is worked on, `until` when the lease may end."""

    work: ClaimedT
    until: float
    since: float | None = None


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
        self._claim, self._work, self._patience, self._overdue = claim, work, patience, overdue
        self._queue: SimpleQueue[Held[ClaimedT] | None] = SimpleQueue()
        self._held: dict[Lease, Held[ClaimedT]] = {}
        self._pause = SHORTEST
        self._claims = Rounds(f"{name}_claims", self._claiming)
        self._heart = Rounds(f"{name}_heart", self._beating)
        self._workers = [Rounds(name, self._working) for _ in range(threads)]
        self.ring = self._claims.ring  # there is work

    def start(self) -> None:
        for rounds in (self._claims, self._heart, *self._workers):
            rounds.start()

    def stop(self, timeout: float = 10.0) -> None:
        """Claim no more, finish what is claimed."""
        deadline = time.monotonic() + timeout
        self._claims.end()
        self._claims.join(timeout)
        for _ in self._workers:
            self._queue.put(None)
        for worker in self._workers:
            worker.join(max(0.0, deadline - time.monotonic()))
        while self._held and time.monotonic() < deadline:
            time.sleep(SHORTEST)
        self._heart.end()
        self._heart.join(timeout)

    @property
    def busy(self) -> int:
        """How many lanes are claimed here."""
        return len(self._held)

    # -- claiming

    def _claiming(self) -> float:
        room, until = self.threads * AHEAD - self.busy, time.monotonic() + self.lease
        works = self._claim(room).result() if room > 0 else []
        for work in works:
            held = self._held[work.lease] = Held(work, until)
            self._queue.put(held)
        self._pause = SHORTEST if works else min(LONGEST, self._pause * 2)
        if room > 0 and len(works) == room:  # there may be more
            return 0.0
        return self._pause * random.uniform(0.5, 1.0)  # noqa: S311 - jitter is no secret

    # -- working

    def _working(self) -> float | None:
        held = self._queue.get()
        if held is None:
            return None
        held.since = time.monotonic()
        try:
            self._work(held).add_done_callback(partial(self._finished, held.work.lease))
        except Exception as problem:  # noqa: BLE001 - the lane is given back; it is logged
            self._broke_off(held.work.lease, problem)
        return 0.0

    def _finished(self, lease: Lease, future: Future[None]) -> None:
        problem = future.exception()
        if problem:
            self._broke_off(lease, problem)
        else:
            self._held.pop(lease, None)
            self.ring()

    def _broke_off(self, lease: Lease, problem: BaseException) -> None:
        """Give the lane back soon; if even that fails, the lease runs out by itself."""
        broke_off(self.name, problem)
        self._held.pop(lease, None)
        with suppress(BotengineError):
            self.store.release(lease, SETBACK).add_done_callback(Future.exception)
        self.ring()

    # -- keeping the leases alive

    def _beating(self) -> float:
        now = time.monotonic()
        for held in list(self._held.values()):
            if held.since and now - held.since > self._patience:
                self._replace(held)
        ending = [held for held in list(self._held.values()) if held.until < now + self.lease * 0.7]
        if ending:
            self._renew(ending, now)
        return self.lease / BEATS

    def _replace(self, held: Held[ClaimedT]) -> None:
        """The work hangs: free its lane by other means, and let a new thread stand in for the lost one."""
        log.error("%s takes more than %s s; it is given up", self.name, self._patience)
        self._held.pop(held.work.lease, None)
        self._workers.append(Rounds(self.name, self._working))
        self._workers[-1].start()
        self._overdue(held.work)

    def _renew(self, ending: Sequence[Held[ClaimedT]], now: float) -> None:
        lost = self.store.renew([held.work.lease for held in ending], self.lease).result()
        for held in ending:
            held.until = 0.0 if held.work.lease in lost else now + self.lease
