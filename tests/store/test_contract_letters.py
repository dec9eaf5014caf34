"""The contract of every store, the outbox: letters go out in order, and each is settled."""

from __future__ import annotations

import pytest

from botengine.runtime.records import (
    Done,
    Settlement,
    Trouble,
)
from tests.store.words import ANN, BOT, LEASE, accept, bundle, finish, one, post, texts


def test_letters_are_claimed_in_their_order_and_sent_once(store):
    post(store, "one", "two")
    found = bundle(store)
    assert texts(found.letters) == [b"one", b"two"]
    store.settle(
        found.lease, Settlement(tuple(Done(each.id, "sent", "77") for each in found.letters))
    ).result()
    assert store.claim_letters(9, LEASE).result() == []


def test_a_turns_letters_know_their_turn_and_whether_they_are_plain(store):
    post(store, "screen", number=1)
    post(store, "notice", number=2, plain=False)
    screen, notice = bundle(store).letters
    assert (screen.plain, notice.plain) == (True, False)
    assert screen.turn != notice.turn


def test_what_was_settled_while_the_lane_is_kept_is_not_sent_again(store, clock):
    post(store, "one", "two")
    found = bundle(store)
    done = (Done(found.letters[0].id, "sent"),)
    store.settle(found.lease, Settlement(done, after=None, keep_for=LEASE)).result()
    assert store.claim_letters(9, LEASE).result() == []
    clock.advance(LEASE)
    assert texts(bundle(store).letters) == [b"two"]


def test_a_letter_posted_while_others_are_sent_is_not_forgotten(store):
    post(store, "one")
    found = bundle(store)
    post(store, "two", number=2)
    store.settle(found.lease, Settlement((Done(found.letters[0].id, "sent"),))).result()
    assert texts(bundle(store).letters) == [b"two"]


def test_a_failed_letter_waits_and_counts(store, clock):
    post(store, "one")
    found = bundle(store)
    store.settle(found.lease, Settlement(failed=found.letters[0].id, after=4.0)).result()
    assert store.claim_letters(9, LEASE).result() == []
    clock.advance(4)
    assert [letter.attempts for letter in bundle(store).letters] == [1]


@pytest.mark.parametrize(("spoke", "found"), [(True, 1), (False, 0)])
def test_parked_letters_wait_for_the_persons_next_word(store, spoke, found):
    post(store, "one")
    store.settle(bundle(store).lease, Settlement(after=3600.0, parked=True)).result()
    accept(store, 2)
    finish(store, one(store), spoke=spoke)
    assert len(store.claim_letters(9, LEASE).result()) == found


def test_a_persons_word_does_not_shorten_the_wait_after_a_failure(store):
    post(store, "one")
    store.settle(bundle(store).lease, Settlement(after=5.0)).result()
    accept(store, 2)
    finish(store, one(store), spoke=True)
    assert store.claim_letters(9, LEASE).result() == []


def test_bots_that_rest_are_not_claimed(store):
    post(store, "one")
    assert store.claim_letters(9, LEASE, [BOT]).result() == []
    assert store.claim_letters(9, LEASE, ["other"]).result()


def test_a_refused_letter_is_among_the_errors(store):
    post(store, "one")
    found = bundle(store)
    store.settle(found.lease, Settlement((Done(found.letters[0].id, "refused", reason="bad"),))).result()
    (line,) = store.insight.troubles(BOT)
    assert (line.user, line.trouble) == (ANN, Trouble("refused", "bad", b"one"))


def test_who_left_is_marked(store):
    post(store, "one", spoke=True, subscribed=True)
    found = bundle(store)
    assert found.person.subscribed
    store.settle(found.lease, Settlement((Done(found.letters[0].id, "gone"),), unsubscribed=True)).result()
    assert store.person(BOT, ANN).subscribed is False
