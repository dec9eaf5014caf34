"""Bad luck: zombies, poison, hanging turns, full stores."""

from __future__ import annotations

import threading
from concurrent.futures import Future

import pytest

from botengine.errors import StoreFullError
from botengine.runtime.dispatcher import MAX_ATTEMPTS
from botengine.runtime.lanes import Held
from botengine.testing.idle import idle
from tests.runtime.fakes import BOT, EchoBrain, FakeChannel, arrival, live
from tests.runtime.test_outbox import wait


@pytest.fixture
def impatient(monkeypatch):
    monkeypatch.setattr("botengine.runtime.lanes.SETBACK", 0.01)


def test_a_poisonous_arrival_is_given_up_and_its_person_told(start, store, channel, clock):
    """Whoever dies while working counts an attempt at the claim."""
    store.accept(arrival("ann", 1, "poison")).result()
    store.accept(arrival("ann", 2, "fine")).result()
    for _ in range(MAX_ATTEMPTS):
        assert store.claim_turns(1, 10.0).result()  # and the process is gone
        clock.advance(10)
    assert idle(start())
    assert [text[:5] for text in channel.sent["ann"]] == ["Sorry", "1 fin"]
    (line,) = store.insight.troubles(BOT)
    assert (line.trouble.kind, b"poison" in line.trouble.body) == ("dead", True)


def test_a_hanging_turn_is_given_up_and_others_go_on(start, store, channel):
    gate = threading.Event()
    brain = EchoBrain(lambda text, _: text == "hang" and gate.wait(20))
    runtime = start(live(channel, brain), workers=1, patience=0.2, lease=0.3)
    runtime.accept(arrival("ann", 1, "hang")).result(5)
    runtime.accept(arrival("ben", 1, "quick")).result(5)
    runtime.accept(arrival("ann", 2, "next")).result(5)
    assert channel.wait_for("ben", 1)
    assert channel.wait_for("ann", 2)
    gate.set()
    assert idle(runtime)
    assert channel.sent["ann"][0].startswith("Sorry")
    assert channel.sent["ann"][1:] == ["1 next"]
    assert "no end after 0.2 s" in store.insight.troubles(BOT)[0].trouble.reason


def test_a_long_turn_keeps_its_lane_by_renewing(start, store, channel, clock):
    gate, began, renewals, original = threading.Event(), threading.Event(), [], store.renew
    store.renew = lambda *args: (renewals.append(args), original(*args))[1]
    brain = EchoBrain(lambda _text, _about: (began.set(), gate.wait(20)))
    runtime = start(live(channel, brain), lease=0.2)
    runtime.accept(arrival("ann", 1, "long")).result(5)
    assert began.wait(5)
    for count in range(1, 5):
        assert wait(lambda count=count: len(renewals) >= count)
        clock.advance(0.15)
        assert store.claim_turns(1, 1.0).result() == []
    gate.set()
    assert idle(runtime)
    assert channel.sent["ann"] == ["1 long"]


def test_a_zombie_worker_leaves_nothing_and_sends_nothing(start, store, channel, clock):
    """Stopped for longer than its lease, it wakes up when another has done its work."""
    gate, began = threading.Event(), threading.Event()
    turns = []

    def stall(text, about):
        turns.append(about.key)
        if len(turns) == 1:
            began.set()
            gate.wait(20)

    zombie = start(live(channel, EchoBrain(stall)), lease=1000.0)
    zombie.accept(arrival("ann", 1, "once")).result(5)
    assert began.wait(5)
    clock.advance(1001)
    heir = start(live(channel))
    heir.wake()
    assert channel.wait_for("ann", 1)
    gate.set()
    assert wait(lambda: not zombie._turns.busy)
    assert idle(heir)
    assert channel.sent["ann"] == ["1 once"]
    assert len(store.journal(BOT)) == 1


def test_a_sender_who_lost_its_lane_does_not_send(start, store, clock):
    channel = FakeChannel()
    channel.send_timeout = 1e9  # every send has to ask for a longer lease first
    runtime = start(live(channel), roles=["worker"], lease=1.0)
    runtime.accept(arrival("ann", 1, "x")).result(5)
    assert wait(lambda: store.backlog().letters == 1)
    runtime.stop()
    (bundle,) = store.claim_letters(1, 10.0).result()
    clock.advance(11)
    assert store.claim_letters(1, 10.0).result()
    with pytest.raises(Exception, match="taken over"):
        runtime.outbox.work(Held(bundle, 0.0))
    assert channel.sent == {}


def test_a_full_store_refuses_the_callback_and_recovers(start, store, channel):
    runtime = start()
    original = store.accept
    store.accept = lambda arrival: _failed(StoreFullError())
    with pytest.raises(StoreFullError):
        runtime.accept(arrival("ann", 1, "x")).result(5)
    store.accept = original
    assert runtime.accept(arrival("ann", 1, "x")).result(5)
    assert idle(runtime)
    assert channel.sent["ann"] == ["1 x"]


def _failed(problem):
    future = Future()
    future.set_exception(problem)
    return future


@pytest.mark.usefixtures("impatient")
@pytest.mark.parametrize("method", ["commit", "settle", "claim_turns", "claim_letters", "renew"])
def test_a_store_that_fails_now_and_then_loses_nothing(start, store, clock, channel, method):
    original, count = getattr(store, method), iter(range(10_000))
    flaky = lambda *args: _failed(StoreFullError()) if next(count) % 3 == 0 else original(*args)  # noqa: E731
    setattr(store, method, flaky)
    runtime = start(lease=0.5)
    for number in range(20):
        runtime.accept(arrival(f"user{number % 4}", number, "x")).result(5)

    def done() -> bool:
        clock.advance(0.6)  # leases that were lost run out
        return idle(runtime, 0.2) and not store.backlog().arrivals + store.backlog().letters

    assert wait(done, 20)
    assert all(len(set(texts)) == 5 for texts in channel.sent.values())
    assert len(store.journal(BOT, limit=100)) == 20


def test_a_bot_that_is_not_loaded_waits_instead_of_dying(start, store, channel):
    runtime = start()
    store.accept(arrival("ann", 1, "x", bot="other")).result()
    runtime.accept(arrival("ann", 1, "y")).result(5)
    assert channel.wait_for("ann", 1)
    assert wait(lambda: store.backlog().arrivals == 1)
    runtime.bots["other"] = live(channel)
