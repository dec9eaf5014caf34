"""The contract of every store, second half: timers, effects, people, journal, upkeep."""

from __future__ import annotations

from pathlib import Path

from botengine.events import Profile
from botengine.runtime.audit import AuditLog
from botengine.runtime.directory import Directory
from botengine.runtime.ports import Store
from botengine.runtime.records import Backlog, Done, Intent, Journal, Known, Retention, Settlement, Trouble
from tests.store.words import (
    ADMIN,
    ANN,
    BEN,
    BOSS,
    BOT,
    LEASE,
    accept,
    bundle,
    claim,
    finish,
    let_in,
    one,
    post,
)

DAY = 86_400


def arm(store: Store, clock, seconds: float | None, *, number: int = 1, name: str = "idle") -> None:
    accept(store, number)
    finish(store, one(store), timers={name: None if seconds is None else clock.time() + seconds})


# -- timers


def test_a_due_timer_becomes_an_arrival_once(store, clock):
    arm(store, clock, 60)
    assert store.ring().result() == 0
    clock.advance(60)
    assert [store.ring().result(), store.ring().result()] == [1, 0]
    task = one(store)
    assert (task.waiting.kind, task.waiting.body, task.current) == ("timer", b"idle", True)


def test_a_timer_armed_anew_rings_at_the_new_time_only(store, clock):
    arm(store, clock, 60)
    clock.advance(30)
    arm(store, clock, 60, number=2)
    clock.advance(30)
    assert store.ring().result() == 0
    clock.advance(30)
    assert store.ring().result() == 1


def test_a_disarmed_timer_does_not_ring(store, clock):
    arm(store, clock, 60)
    arm(store, clock, None, number=2)
    clock.advance(90)
    assert store.ring().result() == 0


def test_a_timer_disarmed_while_its_arrival_waits_is_outdated(store, clock):
    arm(store, clock, 60)
    accept(store, 2)
    clock.advance(60)
    store.ring().result()
    finish(store, one(store), timers={"idle": None})
    assert one(store).current is False


def test_a_timer_armed_anew_while_its_arrival_waits_rings_later(store, clock):
    arm(store, clock, 60)
    accept(store, 2)
    clock.advance(60)
    store.ring().result()
    finish(store, one(store), timers={"idle": clock.time() + 60})
    outdated = one(store)
    assert outdated.current is False
    finish(store, outdated)
    clock.advance(60)
    assert store.ring().result() == 1
    assert one(store).current


def test_a_timers_own_turn_can_arm_it_again(store, clock):
    arm(store, clock, 60)
    for _ in range(3):
        clock.advance(60)
        assert store.ring().result() == 1
        finish(store, one(store), timers={"idle": clock.time() + 60})


def test_timers_ring_in_the_order_of_their_times_and_not_all_at_once(store, clock):
    accept(store, 1)
    finish(store, one(store), timers={"late": clock.time() + 9, "early": clock.time() + 3})
    clock.advance(10)
    assert store.ring(1).result() == 1
    assert one(store).waiting.body == b"early"
    assert [store.ring(1).result(), store.ring(1).result()] == [1, 0]


# -- effects


def test_an_effect_is_new_then_begun_then_known(store):
    accept(store, 1, 2)
    task, intent = one(store), Intent("key", "pay", "key")
    assert store.begin(task.lease, intent).result() == Known("new")
    assert store.begin(task.lease, intent).result() == Known("begun")
    finish(store, task, results={"key": b'["ok",1]'})
    assert store.begin(one(store).lease, intent).result() == Known("done", b'["ok",1]')


def test_results_of_earlier_effects_are_kept_with_the_next_intent(store):
    accept(store, 1)
    lease = one(store).lease
    store.begin(lease, Intent("first", "pay", "key")).result()
    store.begin(lease, Intent("second", "mail", "none", {"first": b'["ok"]'})).result()
    assert store.begin(lease, Intent("first", "pay", "key")).result() == Known("done", b'["ok"]')


# -- people


def test_a_stranger_is_met_with_the_first_turn(store, clock):
    assert store.person(BOT, ANN) is None
    accept(store, 1)
    finish(store, one(store), profile=Profile(ANN, "Ann", "de", api_version=10), spoke=True)
    person = store.person(BOT, ANN)
    assert person.account is None
    assert (person.profile.name, person.profile.api_version, person.subscribed) == ("Ann", 10, True)
    assert person.first_seen == person.last_seen == person.last_message == clock.time()


def test_a_role_is_seen_by_the_next_claim_and_gone_as_fast(store):
    accept(store, 1, 2)
    let_in(store)
    task = one(store)
    assert task.person.account == ADMIN
    finish(store, task, profile=Profile(ANN, "Ann"))
    store.accounts.unlink(BOT, ANN, BOSS).result()
    person = one(store).person
    assert (person.account, person.profile) == (None, Profile(ANN, "Ann"))


def test_leaving_and_coming_back(store):
    accept(store, 1, 2)
    finish(store, one(store), None, subscribed=False)
    assert store.person(BOT, ANN).subscribed is False
    finish(store, one(store), subscribed=True, spoke=True)
    assert store.person(BOT, ANN).subscribed is True


def test_people_are_listed_newest_first_and_by_bot(store, clock):
    for number, user in enumerate((ANN, BEN)):
        accept(store, number, user=user)
        finish(store, one(store), spoke=True)
        clock.advance(1)
    let_in(store, bot="other")
    assert [person.user for person in store.people(BOT)] == [BEN, ANN]


# -- journal, errors, small values


def test_the_journal_tells_what_happened_newest_first(store, clock):
    lines = [
        Journal("Typed", "new", "main.menu", b'["do x"]', 1.5),
        Journal("Pressed", "main.menu", "orders"),
    ]
    for number, line in enumerate(lines):
        accept(store, number)
        finish(store, one(store), journal=line)
    accept(store, 9, user=BEN)
    finish(store, one(store), journal=Journal("Opened"))
    assert [line.entry for line in store.journal(BOT, ANN)] == lines[::-1]
    newest = store.journal(BOT, limit=1)[0]
    assert (newest.user, newest.dedupe, newest.at) == (BEN, "typed:9", clock.time())


def test_a_dead_letter_is_kept_with_its_body(store):
    accept(store, 1)
    finish(store, one(store), None, trouble=Trouble("dead", "why", b"raw"))
    (line,) = store.insight.troubles(BOT, limit=5)
    assert (line.user, line.trouble) == (ANN, Trouble("dead", "why", b"raw"))
    assert store.conversation(BOT, ANN) is None


def test_small_values_are_kept_by_bot(store):
    assert store.meta(BOT, "token") is None
    store.set_meta(BOT, "token", b"a").result()
    store.set_meta(BOT, "token", b"b").result()
    assert (store.meta(BOT, "token"), store.meta("other", "token")) == (b"b", None)
    store.set_meta(BOT, "token", None).result()
    assert store.meta(BOT, "token") is None


def test_the_backlog_counts_what_waits_and_what_can_move(store):
    post(store, "one")
    accept(store, 2, 3)
    assert store.backlog() == Backlog(2, 1, 2)
    store.release(one(store).lease, 60.0).result()
    assert store.backlog() == Backlog(2, 1, 1)
    bundle(store)
    assert store.backlog().moving == 1  # being worked on


# -- upkeep


def test_only_what_is_done_and_old_is_purged(store, clock):
    post(store, "one", journal=Journal("Typed"), trouble=Trouble("dead", "why"))
    found = bundle(store)
    store.settle(found.lease, Settlement((Done(found.letters[0].id, "sent"),))).result()
    post(store, "waits", number=2)
    accept(store, 3)
    clock.advance(4 * DAY)
    assert store.purge(Retention()).result() == 2  # two arrivals; letters and journal stay longer
    assert accept(store, 3) == [False]
    clock.advance(200 * DAY)
    assert store.purge(Retention()).result() == 3
    assert store.backlog() == Backlog(1, 1, 2)


def test_purging_goes_in_small_steps_until_nothing_is_left(store, clock):
    accept(store, *range(10))
    for _ in range(10):
        finish(store, one(store))
    clock.advance(5 * DAY)
    assert store.purge(Retention(), 4).result() >= 4
    while store.purge(Retention(), 4).result():
        pass
    assert accept(store, *range(10)) == [True] * 10


def test_forgetting_a_person_leaves_nothing_of_them(store, clock):
    arm(store, clock, 60, number=5)
    post(store, "secret", spoke=True, profile=Profile(ANN, "Ann"), journal=Journal("Typed"))
    accept(store, 7, user=BEN)
    assert store.forget(BOT, ANN).result() > 0
    assert store.forget(BOT, ANN).result() == 0
    assert (store.person(BOT, ANN), store.conversation(BOT, ANN), store.journal(BOT)) == (None, None, [])
    assert [task.lease.user for task in claim(store)] == [BEN]
    assert store.claim_letters(9, LEASE).result() == []


# -- this suite itself


def test_every_method_of_a_store_is_covered_here():
    here = Path(__file__).parent
    tests = "".join(file.read_text() for file in (*here.glob("test_*.py"), here / "words.py"))
    ports = ((Store, "store"), (Directory, "store.accounts"), (AuditLog, "store.audit"))
    names = [f"{where}.{name}" for port, where in ports for name in _methods(port)]
    assert len(names) > 30
    missing = [name for name in names if f"{name}(" not in tests]
    assert missing in ([], ["store.close"])  # the fixture closes every store


def _methods(port: type) -> list[str]:
    return [name for name, value in vars(port).items() if callable(value) and not name.startswith("_")]
