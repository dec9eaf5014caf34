"""A run in one thread, driven by one random number: workers step, die, stall and come back at any point."""

from __future__ import annotations

import random
import re
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass

from botengine.engine.effects import ActionCall
from botengine.errors import BotengineError
from botengine.messages import Message
from botengine.metrics import Metrics
from botengine.runtime.dispatcher import Dispatcher
from botengine.runtime.lanes import Held
from botengine.runtime.notices import Notices
from botengine.runtime.outbox import Outbox
from botengine.runtime.ports import Sent, Store
from botengine.runtime.records import Bundle, Commit, Task
from botengine.values import Outcome
from tests.runtime.fakes import BOT, EchoBrain, FakeChannel, StillClock, Till, arrival, live
from tests.runtime.history import History

LEASE = 30.0
FOREVER = 1e9  # seconds: in a simulation no lease is renewed by a heart


class Crash(BaseException):
    """The worker died at this point."""


@dataclass
class Work:
    """A turn whose commit is still to come: the worker may die, or stall until it is a zombie."""

    task: Task
    commit: Commit


class Simulation:
    """`make` gives the store. Every step is chosen by `seed`; `outbox` may be a broken one."""

    def __init__(
        self,
        make: Callable[[StillClock], Store],
        seed: int,
        *,
        effect: str = "key",
        outbox: type[Outbox] = Outbox,
        call_key: Callable[[str], str] = lambda key: key,
    ) -> None:
        self.random, self.clock = random.Random(seed), StillClock()
        self.store = make(self.clock)
        self.history = History(once=effect == "none")
        self.call_key = call_key
        till = Till(effect)
        till.perform = self._perform
        channel = FakeChannel()
        channel.send = self._send
        self.bots = {BOT: live(channel, EchoBrain(), till)}
        self.dispatcher = Dispatcher(self.store, self.bots, self.clock, Metrics())
        self.dispatcher.max_attempts = 10_000  # nobody is given up here, however often workers die
        self.outbox = outbox(Notices(self.store, self.bots, self.clock), Metrics(), LEASE)
        self.works: list[Work] = []
        self.next = dict.fromkeys(("ann", "ben"), 0)

    def run(self, steps: int = 60) -> History:
        """Random steps, then peace until nothing moves; what happened."""
        for _ in range(steps):
            self.random.choice(
                [self.accept, self.accept, self.repeat, self.turn, self.commit, self.send, self.wait]
            )()
        self._peace()
        for user in self.next:
            heard = self.store.conversation(BOT, user) or b"[]"
            self.history.heard[user] = [int(number) for number in re.findall(rb"do (\d+)", heard)]
        for line in self.store.journal(BOT, limit=1000):
            self.history.journal[line.user, int(line.dedupe.partition(":")[2])] += 1
        self.store.close()
        return self.history

    # -- steps

    def accept(self) -> None:
        user = self.random.choice(list(self.next))
        number = self.next[user]
        self.next[user] += 1
        self.store.accept(arrival(user, number, f"do {number}")).result()
        self.history.acked.append((user, number))

    def repeat(self) -> None:
        if self.history.acked:
            user, number = self.random.choice(self.history.acked)
            self.store.accept(arrival(user, number, f"do {number}")).result()

    def turn(self) -> None:
        """Claim and work; the worker may die while it works."""
        for task in self.store.claim_turns(self.random.randint(1, 2), LEASE).result():
            try:
                self.works.append(Work(task, self.dispatcher.turn(task)))
            except Crash:
                self.history.crashes += 1

    def commit(self) -> None:
        """A worker gets to its commit, in time or as a zombie; or dies before it."""
        if self.works:
            work = self.works.pop(self.random.randrange(len(self.works)))
            if self._dies():
                self.history.crashes += 1
            else:
                self.dispatcher.finish(work.task, work.commit).exception()

    def send(self) -> None:
        for bundle in self.outbox.claim(1).result():
            self._deliver(bundle)

    def wait(self) -> None:
        self.clock.advance(self.random.choice([0.0, 1.0, LEASE + 1]))

    # -- what they are made of

    def _deliver(self, bundle: Bundle) -> None:
        try:
            self.outbox.work(Held(bundle, FOREVER)).result()
        except Crash:
            self.history.crashes += 1
        except BotengineError:
            pass

    def _dies(self) -> bool:
        return self.random.random() < 0.15

    def _perform(self, call: ActionCall, _user: object, _now: object) -> Outcome:
        if self._dies():
            raise Crash
        user, _, number = call.key.split("/")[0].split(":")[1:]
        self.history.effects.append((user, int(number), self.call_key(call.key)))
        if self._dies():
            raise Crash
        return Outcome("ok")

    def _send(self, receiver: str, message: Message, _profile: object) -> Sent:
        if self._dies():
            raise Crash
        self.history.sent.append((receiver, int(re.findall(r"\d+", message.text)[1])))
        if self._dies():
            raise Crash
        return Sent("1")

    def _peace(self) -> None:
        """Nobody dies any more; every lease runs out, everything is worked off."""
        self._dies = lambda: False
        while self.works:
            self.commit()
        for _ in range(500):
            if not self.store.backlog().arrivals + self.store.backlog().letters:
                return
            self.clock.advance(LEASE + 1)
            self.turn()
            while self.works:
                self.commit()
            self.send()


def resolved(value=None) -> Future:
    """A Future that is done."""
    future: Future = Future()
    future.set_result(value)
    return future
