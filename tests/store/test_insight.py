"""What operators ask a store: where chats are, what waits, and what can be done about troubles."""

from __future__ import annotations

import pytest

from botengine.runtime.records import Commit, Draft, Journal, Trouble
from tests.store.words import BOT, arrival


def work(store, user: str, number: int, **left) -> None:
    """One arrival, from its acceptance to the end of its turn."""
    store.accept(arrival(number, user)).result()
    (task,) = store.claim_turns(1, 10.0).result()
    store.commit(task.lease, Commit(task.waiting.id, task.version, **left)).result()


@pytest.fixture
def dead(shop):
    """An arrival of Ann's that was given up; the id of the trouble."""
    work(shop, "ann", 1, trouble=Trouble("dead", "the program ended", b"{}"), spoke=True)
    return shop.insight.troubles(BOT)[0].id


def test_chats_are_told_with_what_waits_the_latest_first(shop, clock):
    work(shop, "ann", 1, snapshot=b"a", spoke=True, letters=(Draft(b"{}"),))
    clock.advance(5)
    work(shop, "ben", 1, snapshot=b"b", spoke=True)
    shop.accept(arrival(2, "ann")).result()
    ben, ann = shop.insight.chats(BOT)
    assert (ben.person.user, ben.snapshot, ben.arrivals, ben.letters) == ("ben", b"b", 0, 0)
    assert (ann.person.user, ann.snapshot, ann.arrivals, ann.letters) == ("ann", b"a", 1, 1)
    assert shop.insight.chats(BOT, ["ann", "nobody"]) == [ann]
    assert shop.insight.chats(BOT, []) == []
    assert shop.insight.chats("another bot") == []


def test_a_queue_tells_whether_somebody_is_at_it(shop):
    shop.accept(arrival(1, "ann")).result()
    waiting = shop.insight.queue(BOT, "ann", "in")
    assert (len(waiting.waiting), waiting.worked_on, waiting.waiting[0].attempts) == (1, False, 0)
    shop.claim_turns(1, 10.0).result()
    assert shop.insight.queue(BOT, "ann", "in").worked_on
    assert shop.insight.queue(BOT, "ann", "out").waiting == ()


def test_the_mark_changes_with_everything_that_happens(shop):
    seen = [shop.insight.mark(BOT)]
    shop.accept(arrival(1, "ann")).result()
    seen.append(shop.insight.mark(BOT))
    (task,) = shop.claim_turns(1, 10.0).result()
    shop.commit(task.lease, Commit(task.waiting.id, task.version, journal=Journal("Typed"))).result()
    seen.append(shop.insight.mark(BOT))
    assert len(set(seen)) == len(seen)
    assert shop.insight.mark(BOT) == seen[-1]


def test_what_was_given_up_is_tried_again_once_and_after_what_waits(shop, dead):
    shop.accept(arrival(2, "ann")).result()
    assert shop.insight.troubles(BOT)[0].again
    assert shop.insight.retry(BOT, dead).result() is True
    assert shop.insight.retry(BOT, dead).result() is False
    assert shop.insight.count(BOT) == 0
    first, again = shop.insight.queue(BOT, "ann", "in").waiting
    assert (again.body, first.body) == (arrival(1, "ann").body, arrival(2, "ann").body)


def test_what_is_tried_again_keeps_its_first_name_for_effects(shop, dead):
    shop.insight.retry(BOT, dead).result()
    (task,) = shop.claim_turns(1, 10.0).result()
    assert task.waiting.dedupe != arrival(1, "ann").dedupe
    assert task.waiting.origin == arrival(1, "ann").dedupe


def test_what_is_given_up_a_second_time_can_be_tried_a_second_time(shop, dead):
    shop.insight.retry(BOT, dead).result()
    (task,) = shop.claim_turns(1, 10.0).result()
    trouble = Trouble("dead", "again", b"{}")
    shop.commit(task.lease, Commit(task.waiting.id, task.version, trouble=trouble)).result()
    (line,) = shop.insight.troubles(BOT, user="ann")
    assert shop.insight.retry(BOT, line.id).result() is True
    (task,) = shop.claim_turns(1, 10.0).result()
    assert task.waiting.origin == arrival(1, "ann").dedupe


def test_only_what_was_given_up_can_be_tried_again(shop):
    work(shop, "ann", 1, trouble=Trouble("unknown", "nobody knows", b"{}"))
    (line,) = shop.insight.troubles(BOT)
    assert not line.again
    assert shop.insight.retry(BOT, line.id).result() is False
    assert shop.insight.retry("another bot", line.id).result() is False


def test_a_trouble_is_put_aside_once(shop, dead):
    assert shop.insight.dismiss("another bot", dead).result() is False
    assert shop.insight.dismiss(BOT, dead).result() is True
    assert shop.insight.dismiss(BOT, dead).result() is False
    assert shop.insight.troubles(BOT) == []
