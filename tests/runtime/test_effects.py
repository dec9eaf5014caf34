"""Effects happen once, also when the program dies between doing and writing down."""

from __future__ import annotations

import pytest

from botengine.engine.effects import ActionCall
from botengine.runtime.effects import Performer
from botengine.runtime.records import Commit
from botengine.testing.idle import idle
from botengine.values import Outcome, User
from tests.runtime.fakes import BOT, Till, arrival, live

LEASE = 30.0
PAY = ActionCall("pay", {"order": "A1"}, "key-1")


@pytest.fixture
def turn(store, clock):
    """Claim the person's arrival anew, as after a crash, and give what runs its actions."""
    store.accept(arrival("ann", 1, "do pay")).result()

    def claiming(till: Till) -> tuple:
        clock.advance(LEASE)
        (task,) = store.claim_turns(1, LEASE).result()
        return task, Performer(store, task.lease, live(till=till), User("u1"), clock.now())

    return claiming


@pytest.mark.parametrize(("effect", "calls"), [("key", 2), ("natural", 2), ("readback", 2), ("none", 1)])
def test_an_unfinished_effect_is_called_again_only_if_that_is_safe(turn, effect, calls):
    till = Till(effect)
    first = turn(till)[1](PAY)
    second = turn(till)[1](PAY)  # the program died before the first turn's commit
    assert (first.name, till.calls) == ("ok", ["key-1"] * calls)
    assert second.name == ("ok" if calls == 2 else "failed")


def test_an_unknown_end_is_told_to_person_and_operator(turn, store):
    till = Till("none")
    turn(till)[1](PAY)
    task, performer = turn(till)
    outcome = performer(PAY)
    assert outcome.value in performer.trouble.reason
    store.commit(task.lease, Commit(task.waiting.id, 0, trouble=performer.trouble)).result()
    assert [line.trouble.kind for line in store.insight.troubles(BOT)] == ["unknown"]


def test_a_known_result_is_not_called_again(turn):
    till = Till("none")
    performer = turn(till)[1]
    performer(PAY)
    performer(ActionCall("mail", {}, "key-2"))  # writes down how the first one ended
    assert turn(till)[1](PAY) == Outcome("ok", {"paid": True})
    assert till.calls == ["key-1", "key-2"]


def test_the_result_is_committed_with_the_turn(turn, store):
    performer = turn(Till())[1]
    performer(PAY)
    assert performer.results == {"key-1": b'["ok",{"paid":true}]'}


def test_reads_are_called_straight(turn):
    till = Till()
    performer = turn(till)[1]
    assert performer(ActionCall("look", {}, "key-3")).name == "ok"
    assert performer.results == {}


def test_a_fenced_worker_does_not_call(turn):
    till = Till()
    zombie = turn(till)[1]
    turn(till)
    with pytest.raises(Exception, match="taken over"):
        zombie(PAY)
    assert till.calls == []


def test_a_value_without_json_form_is_kept_as_text(turn):
    till = Till()
    till.perform = lambda *_: Outcome("ok", object)
    performer = turn(till)[1]
    performer(PAY)
    assert b"object" in performer.results["key-1"]


def test_a_whole_turn_pays_once(start, channel):
    till = Till()
    runtime = start(live(channel, till=till))
    for _ in range(3):
        runtime.accept(arrival("ann", 1, "do pay")).result(5)
    assert idle(runtime)
    assert (len(till.calls), channel.sent["ann"]) == (1, ["1 pay: ok {'paid': True}"])
