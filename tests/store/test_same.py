"""Whatever is asked in whatever order: the SQLite store answers like the model of a store."""

from __future__ import annotations

import shutil
import tempfile
from dataclasses import replace
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from botengine.events import Profile
from botengine.runtime.records import (
    Arrival,
    Bundle,
    Commit,
    Done,
    Draft,
    Intent,
    Journal,
    Lease,
    Retention,
    Settlement,
    Task,
    Trouble,
)
from botengine.store.sqlite import SqliteStore
from botengine.values import Account, User
from tests.runtime.fakes import StillClock
from tests.store.model import ModelStore

BOT, LEASE = "shop", 30.0
USERS = st.sampled_from(["ann", "ben"])
SECONDS = st.sampled_from([0.0, 5.0, 31.0, 4 * 86_400.0])
DRAFTS = st.lists(st.builds(Draft, st.sampled_from([b"one", b"two"]), st.booleans()), max_size=2).map(tuple)
NAMES = st.sampled_from(["u1", "u2"])
ACCOUNTS = st.builds(
    lambda name, role, active: Account(User(name, "Ann", role), active),
    NAMES,
    st.sampled_from(["admin", ""]),
    st.booleans(),
)

MORE = st.fixed_dictionaries(
    {
        "spoke": st.booleans(),
        "inline": st.booleans(),
        "subscribed": st.sampled_from([None, True, False]),
        "trouble": st.sampled_from([None, Trouble("dead", "why")]),
        "profile": st.sampled_from([None, Profile("x", "X")]),
    }
)


def outcome(future) -> Any:
    """The answer, or the name of the error."""
    problem = future.exception(5)
    return type(problem).__name__ if problem else future.result()


class Pair(RuleBasedStateMachine):
    """Two stores that get the same orders. Ids and tokens differ; what they stand for must not."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(tempfile.mkdtemp())
        self.clock = StillClock()
        self.stores = (ModelStore(self.clock), SqliteStore(self.folder / "bot.db", self.clock))
        self.tasks: list[tuple[Task, ...]] = []
        self.bundles: list[tuple[Bundle, ...]] = []

    def both(self, ask) -> Any:
        """Ask both stores; the answers, made comparable, must be equal."""
        answers = tuple(ask(number, store) for number, store in enumerate(self.stores))
        assert _plain(answers[0]) == _plain(answers[1])
        return answers

    @rule(user=USERS, number=st.integers(0, 6), kind=st.sampled_from(["viber", "notice"]))
    def accept(self, user, number, kind):
        arrival = Arrival(BOT, user, kind, f"{number}", b"body", 1.0)
        self.both(lambda _, store: outcome(store.accept(arrival)))

    @rule(user=USERS, number=st.integers(7, 9))
    def accept_now(self, user, number):
        arrival = Arrival(BOT, user, "viber", f"{number}", b"body", 1.0)
        tasks = self.both(lambda _, store: outcome(store.accept_now(arrival, LEASE)))
        if isinstance(tasks[0], Task):
            self.tasks.append(tasks)

    @rule(limit=st.integers(1, 3))
    def claim_turns(self, limit):
        found = self.both(lambda _, store: outcome(store.claim_turns(limit, LEASE)))
        self.tasks.extend(zip(*found, strict=True))

    @rule(limit=st.integers(1, 3), without=st.sampled_from([[], [BOT]]))
    def claim_letters(self, limit, without):
        found = self.both(lambda _, store: outcome(store.claim_letters(limit, LEASE, without)))
        self.bundles.extend(zip(*found, strict=True))

    @precondition(lambda self: self.tasks)
    @rule(
        data=st.data(),
        letters=DRAFTS,
        snapshot=st.sampled_from([None, b"a", b"b"]),
        timer=st.sampled_from([None, 3.0, 40.0]),
        more=MORE,
    )
    def commit(self, data, letters, snapshot, timer, more):
        tasks = data.draw(st.sampled_from(self.tasks))
        due = None if timer is None else self.clock.time() + timer
        turn = Commit(0, 0, snapshot, letters, timers={"idle": due}, journal=Journal("Typed"), **more)

        def ask(number, store):
            task = tasks[number]
            return outcome(
                store.commit(task.lease, replace(turn, arrival=task.waiting.id, version=task.version))
            )

        self.both(ask)

    @precondition(lambda self: self.tasks)
    @rule(data=st.data(), key=st.sampled_from(["k1", "k2"]), results=st.sampled_from([{}, {"k1": b"[1]"}]))
    def begin(self, data, key, results):
        tasks = data.draw(st.sampled_from(self.tasks))
        intent = Intent(key, "pay", "key", results)
        self.both(lambda number, store: outcome(store.begin(tasks[number].lease, intent)))

    @precondition(lambda self: self.bundles)
    @rule(
        data=st.data(),
        status=st.sampled_from(["sent", "gone", "refused", "superseded"]),
        count=st.integers(0, 2),
        failed=st.booleans(),
        more=st.fixed_dictionaries(
            {
                "after": st.sampled_from([None, 0.0, 5.0]),
                "parked": st.booleans(),
                "unsubscribed": st.booleans(),
            }
        ),
    )
    def settle(self, data, status, count, failed, more):
        bundles = data.draw(st.sampled_from(self.bundles))

        def ask(number, store):
            letters = bundles[number].letters
            done = tuple(Done(letter.id, status, "t", "why") for letter in letters[:count])
            bad = letters[-1].id if failed else None
            settlement = Settlement(done, bad, keep_for=LEASE, **more)
            return outcome(store.settle(bundles[number].lease, settlement))

        self.both(ask)

    @precondition(lambda self: self.tasks or self.bundles)
    @rule(data=st.data(), after=st.sampled_from([0.0, 5.0]), renew=st.booleans())
    def release_or_renew(self, data, after, renew):
        held = data.draw(st.sampled_from(self.tasks + self.bundles))
        if renew:
            self.both(lambda number, store: len(outcome(store.renew([held[number].lease], LEASE))))
        else:
            self.both(lambda number, store: outcome(store.release(held[number].lease, after)))

    @rule(seconds=SECONDS)
    def wait(self, seconds):
        self.clock.advance(seconds)

    @rule(limit=st.integers(1, 3))
    def ring(self, limit):
        self.both(lambda _, store: outcome(store.ring(limit)))

    @rule()
    def forget_leases(self):
        self.both(lambda _, store: outcome(store.forget_leases()))

    @rule()
    def purge(self):
        self.both(lambda _, store: outcome(store.purge(Retention())))

    @rule(account=ACCOUNTS)
    def save_account(self, account):
        self.both(lambda _, store: outcome(store.accounts.save(BOT, account, "boss")))

    @rule(
        name=NAMES,
        fields=st.sampled_from([{"role": "partner"}, {"active": False}, {"muted": frozenset("ab")}]),
    )
    def change_account(self, name, fields):
        self.both(lambda _, store: outcome(store.accounts.change(BOT, name, "boss", **fields)))

    @rule(user=USERS, name=NAMES)
    def link(self, user, name):
        self.both(lambda _, store: outcome(store.accounts.link(BOT, user, name, "boss")))

    @rule(user=USERS, verb=st.sampled_from(["unlink", "rotate"]))
    def unlink_or_rotate(self, user, verb):
        self.both(lambda _, store: outcome(getattr(store.accounts, verb)(BOT, user, "boss")))

    @rule(user=USERS)
    def forget(self, user):
        self.both(lambda _, store: outcome(store.forget(BOT, user)))

    @invariant()
    def look_the_same(self):
        self.both(lambda _, store: store.backlog())
        self.both(lambda _, store: [_keyless(each) for each in store.people(BOT)])
        self.both(lambda _, store: store.accounts.all(BOT))
        self.both(lambda _, store: [_keyless(each) for each in store.accounts.linked(BOT, "u1")])
        self.both(lambda _, store: [replace(line, id=0) for line in store.audit.lines(BOT)])
        self.both(lambda _, store: [store.conversation(BOT, user) for user in ("ann", "ben")])
        self.both(lambda _, store: [store.answer(BOT, "ann", str(number)) for number in (7, 8, 9)])
        self.both(lambda _, store: [_timeless(line) for line in store.journal(BOT)])
        self.both(lambda _, store: [line.trouble for line in store.insight.troubles(BOT)])

    def teardown(self):
        for store in self.stores:
            store.close()
        shutil.rmtree(self.folder)


def _keyless(person):
    """Keys are random: whether there is one must be the same."""
    return person and replace(person, key="key" if person.key else "")


def _timeless(line):
    """Names of rung timers are random."""
    return replace(line, dedupe=line.dedupe if not line.dedupe.startswith("timer:") else "timer")


def _plain(answer: Any) -> Any:
    """Without ids and tokens."""
    match answer:
        case list() | tuple():
            return [_plain(each) for each in answer]
        case Lease():
            return (answer.bot, answer.user, answer.side)
        case Task():
            waiting = replace(answer.waiting, id=0, dedupe=_timeless(answer.waiting).dedupe)
            return (
                _plain(answer.lease),
                waiting,
                answer.version,
                answer.snapshot,
                _keyless(answer.person),
                answer.current,
            )
        case Bundle():
            letters = [replace(letter, id=0, turn=0) for letter in answer.letters]
            return (_plain(answer.lease), letters, _keyless(answer.person))
    return answer


TestSame = Pair.TestCase
TestSame.settings = settings(
    max_examples=60, stateful_step_count=40, deadline=None, suppress_health_check=list(HealthCheck)
)
