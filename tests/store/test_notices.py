"""The contract of every noticeboard: pinned once, told once, and when to look at whom."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from botengine.errors import FencedError
from botengine.runtime.noticeboard import Verdict
from botengine.runtime.records import Arrival, Retention, Trouble
from botengine.store.sqlite import SqliteStore
from botengine.testing.store import MemoryStore
from botengine.values import Notice
from tests.store.words import ADMIN, ANN, BEN, BOT, accept, finish, let_in, one, post

HOUR = 3600.0


@pytest.fixture(params=["memory", "sqlite"])
def store(request: pytest.FixtureRequest, tmp_path: Path, clock) -> Iterator[SqliteStore]:
    made = MemoryStore(clock) if request.param == "memory" else SqliteStore(tmp_path / "bot.db", clock)
    let_in(made)
    yield made
    made.close()


def note(key: str = "k1", to: str = ADMIN.id) -> Notice:
    return Notice(to, "orders.paid", {"number": "1042"}, key=key)


def told(dedupe: str = "told:1") -> Arrival:
    return Arrival(BOT, ANN, "told", dedupe, b"{}", 0.0)


def test_a_key_is_pinned_once_for_a_person(store):
    pinned = [store.notices.pin(BOT, notices).result() for notices in ([note(), note()], [note()])]
    assert pinned == [1, 0]
    (audience,) = store.notices.due(10)
    assert (audience.person.user, [each for _, each in audience.waiting]) == (ANN, [note()])


def test_every_chat_of_an_account_is_pinned_and_nobody_elses(store):
    let_in(store, BEN)
    assert store.notices.pin(BOT, [note(), note("k2", to="somebody else")]).result() == 2
    assert {audience.person.user for audience in store.notices.due(10)} == {ANN, BEN}


def test_nothing_is_pinned_for_a_chat_that_left(store):
    accept(store, 1)
    finish(store, one(store), subscribed=False)
    assert (store.notices.pin(BOT, [note()]).result(), store.notices.due(10)) == (0, [])


def test_the_token_is_kept_with_the_notices(store):
    store.notices.pin(BOT, [note()], ("source:shop", b"17")).result()
    assert store.meta(BOT, "source:shop") == b"17"


def test_what_is_told_becomes_one_arrival_and_is_never_due_again(store, clock):
    store.notices.pin(BOT, [note("k1"), note("k2")]).result()
    (audience,) = store.notices.due(10)
    store.notices.settle(audience, Verdict(told=(1, 2), arrival=told())).result()
    assert (one(store).waiting.kind, store.notices.due(10)) == ("told", [])
    clock.advance(HOUR)
    store.notices.pin(BOT, [note("k1"), note("k3")]).result()
    (audience,) = store.notices.due(10)
    assert ([each.key for _, each in audience.waiting], audience.told) == (["k3"], clock.time() - HOUR)


def test_of_two_who_settle_the_same_one_writes(store):
    store.notices.pin(BOT, [note()]).result()
    (audience,) = store.notices.due(10)
    store.notices.settle(audience, Verdict(told=(1,), arrival=told())).result()
    again = store.notices.settle(audience, Verdict(told=(1,), arrival=told("told:again")))
    assert isinstance(again.exception(5), FencedError)
    assert store.backlog().arrivals == 1


def test_what_is_told_once_more_under_a_name_that_is_taken_goes_on_waiting(store, clock):
    store.notices.pin(BOT, [note("k1")]).result()
    (audience,) = store.notices.due(10)
    store.notices.settle(audience, Verdict(told=(1,), arrival=told())).result()
    finish(store, one(store), held=("k1",))
    clock.advance(HOUR)
    (audience,) = store.notices.due(10)
    again = store.notices.settle(audience, Verdict(told=(1,), arrival=told()))
    assert isinstance(again.exception(5), FencedError)
    assert [each.key for _, each in store.notices.due(10)[0].waiting] == ["k1"]


def test_what_waits_is_due_when_it_is_time_to_look_and_not_before(store, clock):
    store.notices.pin(BOT, [note()]).result()
    (audience,) = store.notices.due(10)
    store.notices.settle(audience, Verdict(look=clock.time() + 60)).result()
    store.notices.pin(BOT, [note("k2")]).result()
    assert store.notices.due(10) == []
    clock.advance(60)
    assert [len(audience.waiting) for audience in store.notices.due(10)] == [2]


def test_what_comes_while_others_are_told_is_not_forgotten(store):
    store.notices.pin(BOT, [note("k1")]).result()
    (audience,) = store.notices.due(10)
    store.notices.pin(BOT, [note("k2")]).result()
    store.notices.settle(audience, Verdict(told=(1,), arrival=told())).result()
    assert [[each.key for _, each in audience.waiting] for audience in store.notices.due(10)] == [["k2"]]


def test_what_is_dropped_is_never_told(store):
    store.notices.pin(BOT, [note()]).result()
    (audience,) = store.notices.due(10)
    store.notices.settle(audience, Verdict(dropped=(1,))).result()
    assert (store.notices.due(10), store.notices.pin(BOT, [note()]).result()) == ([], 0)


def test_messages_of_this_hour_count_as_unanswered_until_the_person_writes(store, clock):
    clock.advance(HOUR - clock.time() % HOUR)
    store.notices.pin(BOT, [note()]).result()
    post(store, "one", "two", "three")
    assert store.notices.due(10)[0].unanswered == 3
    clock.advance(1)
    accept(store, 9)
    finish(store, one(store), spoke=True)
    assert store.notices.due(10)[0].unanswered == 0
    post(store, "four", number=10)
    assert store.notices.due(10)[0].unanswered == 1
    clock.advance(HOUR)
    assert store.notices.due(10)[0].unanswered == 0


def test_the_memory_of_keys_ends_with_the_retention_but_not_what_waits(store, clock):
    store.notices.pin(BOT, [note("k1")]).result()
    (audience,) = store.notices.due(10)
    store.notices.settle(audience, Verdict(told=(1,), arrival=told())).result()
    store.notices.pin(BOT, [note("k2")]).result()
    clock.advance(Retention().notices + 1)
    store.purge(Retention()).result()
    assert store.notices.pin(BOT, [note("k1"), note("k2")]).result() == 1


def test_a_forgotten_person_has_no_notices(store):
    store.notices.pin(BOT, [note()]).result()
    store.forget(BOT, ANN).result()
    assert store.notices.due(10) == []


def test_a_trouble_of_nobody_in_particular_is_among_the_errors(store):
    store.notices.complain(BOT, Trouble("source", "shop down")).result()
    assert [(line.user, line.trouble.reason) for line in store.insight.troubles(BOT)] == [("", "shop down")]
