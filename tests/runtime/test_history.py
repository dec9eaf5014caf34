"""Random crashes never break a promise; and the judge who says so catches every bug we could think of."""

from __future__ import annotations

import itertools
from dataclasses import replace
from functools import partial

import pytest

from botengine.runtime.outbox import Outbox
from botengine.runtime.records import Done, Settlement
from botengine.store.sqlite import SqliteStore
from tests.runtime.history import History, violations
from tests.runtime.simulation import Simulation, resolved
from tests.store.model import ModelStore
from tests.store.model_chat import Chat
from tests.store.model_lanes import LaneTable

SEEDS = 150


@pytest.mark.parametrize("effect", ["key", "none"])
def test_no_crash_breaks_a_promise(effect):
    for seed in range(SEEDS):
        history = Simulation(ModelStore, seed, effect=effect).run()
        assert violations(history) == [], f"seed {seed}"


@pytest.mark.parametrize("effect", ["key", "none"])
def test_no_crash_breaks_a_promise_of_sqlite(tmp_path, effect):
    for seed in range(8):
        history = Simulation(partial(SqliteStore, tmp_path / f"{seed}.db"), seed, effect=effect).run()
        assert violations(history) == [], f"seed {seed}"


@pytest.mark.gate
def test_no_crash_breaks_a_promise_in_many_runs(tmp_path):
    for seed in range(20_000):
        history = Simulation(ModelStore, seed, effect=("key", "none", "natural")[seed % 3]).run(120)
        assert violations(history) == [], f"seed {seed}"
    for seed in range(500):
        history = Simulation(partial(SqliteStore, tmp_path / f"{seed}.db"), seed).run()
        assert violations(history) == [], f"seed {seed}"


def test_the_simulation_is_no_walk_in_the_park():
    runs = [Simulation(ModelStore, seed).run() for seed in range(50)]
    assert sum(run.crashes for run in runs) > 100
    assert sum(len(run.acked) for run in runs) > 500
    assert any(len(run.sent) > len(set(run.sent)) for run in runs)


# -- seeded bugs: each is a mistake somebody made somewhere


class NoFence(LaneTable):
    def held(self, lease):
        lane = self.lane(lease.bot, lease.user, lease.side)
        lane.token = lease.token
        return lane


class OneToken(LaneTable):
    def take(self, lease, seconds):
        super().take(replace(lease, token="same"), seconds)

    def held(self, lease):
        return super().held(replace(lease, token="same"))


class LostWakeUp(LaneTable):
    def free(self, lease, after, *, seen=0, parked=False):
        super().free(lease, after, seen=seen, parked=parked)
        self.sleep(lease)


class NoDedupe(Chat):
    def accept(self, arrival):
        return super().accept(replace(arrival, dedupe=f"{arrival.dedupe}{' ' * len(self.inbox)}"))


class NewestFirst(Chat):
    @property
    def oldest(self):
        waiting = [kept for kept in self.inbox.values() if kept.done_at is None]
        return waiting[-1] if waiting else None


class DoneBeforeWork(Chat):
    def attempt(self, kept):
        kept.done_at = 1.0
        return super().attempt(kept)

    def finish(self, turn, now):
        kept = next(kept for kept in self.inbox.values() if kept.id == turn.arrival)
        kept.done_at = None
        super().finish(turn, now)


class ForgetsLetters(Chat):
    def finish(self, turn, now):
        super().finish(replace(turn, letters=()), now)


class ForgetsIntents(Chat):
    def begin(self, intent, now):
        self.effects.pop(intent.key, None)
        return super().begin(intent, now)


class NeverMarksSent(Chat):
    def settle(self, settlement, now):
        return super().settle(replace(settlement, done=()), now)


class Blind(Chat):
    """Writes whatever comes, as if nobody else had written meanwhile."""

    def finish(self, turn, now):
        kept = next(kept for kept in self.inbox.values() if kept.id == turn.arrival)
        others = [each for each in self.inbox.values() if each.done_at is None and each.id < kept.id]
        for each in others:
            each.done_at = 0.0
        kept.done_at = None
        super().finish(replace(turn, version=self.conversation[0]), now)
        for each in others:
            each.done_at = None


class SettlesBeforeSending(Outbox):
    def work(self, held):
        lease = held.work.lease
        for letter in held.work.letters:
            done = (Done(letter.id, "sent"),)
            self.store.settle(lease, Settlement(done, after=None, keep_for=30.0)).result()
            self._send(held.work, letter)
        return self.store.settle(lease, Settlement())


class SendsBackwards(Outbox):
    def work(self, held):
        held.work = replace(held.work, letters=held.work.letters[::-1])
        return super().work(held)


class NeverSettles(Outbox):
    def work(self, held):
        for letter in held.work.letters[:1]:
            self._send(held.work, letter)
        self.store.release(held.work.lease, 0.0).result()
        return resolved()


def broken(lanes=LaneTable, chat=Chat):
    def make(clock):
        store = ModelStore(clock)
        store._lanes = lanes(clock)
        for user in ("ann", "ben"):
            store._chats["shop", user] = chat("shop", user, store._numbers)
        return store

    return {"make": make}


_numbers = itertools.count()
BUGS = {
    "no fence": (broken(NoFence, Blind), {"doubled", "journal", "lost"}),
    "one token for all": (broken(OneToken, Blind), {"doubled", "journal", "lost"}),
    "lost wake-up": (broken(LostWakeUp), {"lost"}),
    "no dedupe": (broken(chat=NoDedupe), {"doubled"}),
    "newest first": (broken(chat=NewestFirst), {"order"}),
    "done before work": (broken(chat=DoneBeforeWork), {"lost"}),
    "letters forgotten": (broken(chat=ForgetsLetters), {"silence"}),
    "intents forgotten": (broken(chat=ForgetsIntents) | {"effect": "none"}, {"effect"}),
    "sent not marked": (broken(chat=NeverMarksSent), {"copies"}),
    "marked before sending": ({"make": ModelStore, "outbox": SettlesBeforeSending}, {"silence"}),
    "sent backwards": ({"make": ModelStore, "outbox": SendsBackwards}, {"reply order"}),
    "never settled": ({"make": ModelStore, "outbox": NeverSettles}, {"copies", "silence"}),
    "new key each time": (
        {"make": ModelStore, "call_key": lambda key: f"{key}{next(_numbers)}"},
        {"effect"},
    ),
}


@pytest.mark.parametrize("bug", BUGS)
def test_the_judge_catches(bug):
    options, names = BUGS[bug]
    options = dict(options)
    make = options.pop("make")
    for seed in range(SEEDS):
        found = violations(Simulation(make, seed, **options).run())
        if {each.partition(":")[0] for each in found} & names:
            return
    raise AssertionError(f"nobody saw: {bug}")


@pytest.mark.parametrize("half", [broken(NoFence), broken(OneToken), broken(chat=Blind)])
def test_two_fences_stand_behind_each_other(half):
    assert [violations(Simulation(half["make"], seed).run()) for seed in range(50)] == [[]] * 50


def test_an_empty_history_is_innocent():
    assert violations(History()) == []
