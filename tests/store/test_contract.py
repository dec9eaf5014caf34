"""The contract of every store: what is accepted is done once, in order, by one at a time."""

from __future__ import annotations

from dataclasses import replace

import pytest

from botengine.errors import FencedError
from botengine.runtime.records import (
    Draft,
    Intent,
    Settlement,
    Trouble,
)
from tests.store.words import ANN, BEN, BOT, LEASE, accept, arrival, bundle, claim, finish, one, post

# -- accepting


def test_an_arrival_is_accepted_once(store):
    assert accept(store, 1, 2, 1, 2) == [True, True, False, False]


def test_the_same_key_of_another_person_or_bot_is_another_arrival(store):
    assert accept(store, 1) + accept(store, 1, user=BEN) == [True, True]
    assert store.accept(replace(arrival(1), bot="other")).result()


def test_an_arrival_that_was_done_is_still_known(store):
    accept(store, 1)
    finish(store, one(store))
    assert accept(store, 1) == [False]
    assert claim(store) == []


def test_raw_bytes_come_back_as_they_were(store):
    raw = bytes(range(256)) + rb'{"text":"\ud800\u0000"}'
    store.accept(arrival(1, body=raw))
    assert one(store).waiting.body == raw


@pytest.mark.parametrize("user", ["", "a\0b", "\ud800", "line\nbreak"])
def test_names_that_some_database_cannot_keep_are_refused_at_the_door(user):
    with pytest.raises(ValueError, match="cannot name an arrival"):
        arrival(1, user=user)


# -- claiming


def test_a_claim_gives_the_oldest_arrival_of_each_person(store):
    accept(store, 1, 2)
    accept(store, 3, user=BEN)
    assert {task.lease.user: task.waiting.dedupe for task in claim(store)} == {ANN: "typed:1", BEN: "typed:3"}


def test_a_claimed_lane_is_nobody_elses(store):
    accept(store, 1, 2)
    claim(store)
    assert claim(store) == []


def test_at_most_as_many_lanes_as_asked_for_the_longest_waiting_first(store, clock):
    accept(store, 1, 2)
    accept(store, 3, user=BEN)
    clock.advance(1)
    finish(store, claim(store, 1)[0])
    assert [task.lease.user for task in claim(store, 1)] == [BEN]


def test_arrivals_are_done_in_their_order_and_each_sees_what_the_last_left(store):
    accept(store, 1, 2, 3)
    seen = []
    for number in (1, 2, 3):
        task = one(store)
        seen.append((task.waiting.dedupe, task.version, task.snapshot))
        finish(store, task, b"after %d" % number)
    assert seen == [("typed:1", 0, None), ("typed:2", 1, b"after 1"), ("typed:3", 2, b"after 2")]
    assert store.conversation(BOT, ANN) == b"after 3"


def test_every_claim_counts_an_attempt_of_the_oldest_only(store):
    accept(store, 1, 2)
    for attempt in (1, 2, 3):
        task = one(store)
        assert task.waiting.attempts == attempt
        store.release(task.lease, 0.0).result()
    finish(store, one(store))
    assert one(store).waiting.attempts == 1


def test_a_released_lane_rests_as_long_as_told(store, clock):
    accept(store, 1)
    store.release(one(store).lease, 5.0).result()
    assert claim(store) == []
    clock.advance(5)
    assert one(store)


# -- leases and fences


def test_a_lease_runs_out_by_itself(store, clock):
    accept(store, 1)
    first = one(store)
    clock.advance(LEASE)
    second = one(store)
    assert second.waiting.id == first.waiting.id
    assert second.lease.token != first.lease.token


def test_a_zombies_commit_is_fenced_and_leaves_nothing(store, clock):
    accept(store, 1)
    zombie = one(store)
    clock.advance(LEASE)
    heir = one(store)
    with pytest.raises(FencedError):
        finish(store, zombie, b"zombie", letters=(Draft(b"boo"),), trouble=Trouble("dead", "no"))
    assert store.conversation(BOT, ANN) is None
    assert store.insight.troubles(BOT) == []
    finish(store, heir, b"heir")
    assert store.claim_letters(9, LEASE).result() == []


def test_a_late_worker_whom_nobody_replaced_may_commit(store, clock):
    accept(store, 1)
    task = one(store)
    clock.advance(LEASE * 2)
    finish(store, task, b"late")
    assert store.conversation(BOT, ANN) == b"late"


def test_a_turn_cannot_be_committed_twice(store):
    accept(store, 1, 2)
    task = one(store)
    finish(store, task)
    with pytest.raises(FencedError):
        finish(store, task)


def test_a_commit_upon_an_old_version_is_fenced(store):
    accept(store, 1, 2)
    finish(store, one(store))
    task = one(store)
    with pytest.raises(FencedError):
        finish(store, replace(task, version=0))
    with pytest.raises(FencedError):
        finish(store, replace(task, version=7))
    finish(store, task)


def test_a_renewed_lease_lasts_and_a_lost_one_is_named(store, clock):
    accept(store, 1)
    accept(store, 2, user=BEN)
    ann, ben = sorted(claim(store), key=lambda task: task.lease.user)
    clock.advance(LEASE - 1)
    assert store.renew([ann.lease], LEASE).result() == []
    clock.advance(2)
    assert [task.lease.user for task in claim(store)] == [BEN]
    assert store.renew([ann.lease, ben.lease], LEASE).result() == [ben.lease]


def test_a_zombie_can_neither_release_begin_nor_settle(store, clock):
    post(store, "hello", number=1)
    accept(store, 2)
    old, letters = one(store), bundle(store)
    clock.advance(LEASE)
    one(store)
    bundle(store)
    for future in (
        store.release(old.lease, 0.0),
        store.begin(old.lease, Intent("key", "pay", "key")),
        store.settle(letters.lease, Settlement()),
    ):
        with pytest.raises(FencedError):
            future.result()


def test_a_program_that_is_alone_frees_what_a_crash_left(store):
    accept(store, 1)
    claim(store)
    assert store.forget_leases().result() == 1
    assert one(store).waiting.attempts == 2


# -- answering at once


def test_accepting_and_claiming_in_one_go(store):
    task = store.accept_now(arrival(1), LEASE).result()
    assert (task.waiting.dedupe, task.waiting.attempts, task.version) == ("typed:1", 1, 0)
    assert claim(store) == []
    finish(store, task, b"welcomed", letters=(Draft(b"welcome"),), inline=True)
    assert store.claim_letters(9, LEASE).result() == []
    assert store.answer(BOT, ANN, "typed:1") == b"welcome"


def test_what_was_accepted_is_not_accepted_at_once_again(store):
    store.accept_now(arrival(1), LEASE).result()
    assert store.accept_now(arrival(1), LEASE).result() is False
    assert store.answer(BOT, ANN, "typed:1") is None


def test_a_busy_lane_keeps_nothing(store):
    accept(store, 1)
    assert store.accept_now(arrival(2), LEASE).result() is True
    assert accept(store, 2) == [True]
