"""Sending when the messenger is down, slow, tired of us, or does not know the receiver any more."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

import pytest

from botengine.messages import Message
from botengine.runtime import breaker
from botengine.runtime.breaker import Breaker, backoff
from botengine.runtime.ports import Gone, Parked, Paused, Refused, TryLater, Unpaid
from botengine.testing.idle import idle
from tests.runtime.fakes import BOT, FakeChannel, arrival, live, noticed


class Moody:
    """Raises what is on its list, once each; afterwards all is well."""

    def __init__(self, *problems: Exception) -> None:
        self.problems = list(problems)
        self.asked: list[str] = []
        self._lock = threading.Lock()

    def __call__(self, _user: str, message: Message) -> None:
        with self._lock:
            self.asked.append(message.text)
            if self.problems:
                raise self.problems.pop(0)


@pytest.fixture
def quick(monkeypatch):
    """Rests of milliseconds."""
    monkeypatch.setattr(breaker, "FIRST_REST", 0.01)
    monkeypatch.setattr(breaker, "LONGEST_REST", 0.02)


@pytest.fixture
def moody(start, clock) -> Callable[..., tuple]:
    """A runtime whose messenger has these problems, and who waits until it is over them."""

    def making(*problems: Exception):
        mood = Moody(*problems)
        channel = FakeChannel(mood)
        return start(live(channel)), channel, mood

    return making


def say(runtime, *texts: str, first: int = 0) -> None:
    for number, text in enumerate(texts, first):
        runtime.accept(arrival("ann", number, text)).result(5)


def pass_time(runtime, clock, channel, count: int, seconds: float = 40.0) -> None:
    """Move the clock on until so many messages came through."""
    for _ in range(40):
        runtime.resume(BOT)
        if channel.wait_for("ann", count, 0.05):
            return
        clock.advance(seconds)
    raise AssertionError(f"only {channel.sent}")


# -- outages


def test_what_could_not_be_sent_is_sent_later_in_order(moody, clock, quick):
    runtime, channel, mood = moody(TryLater("502"), TryLater("502"))
    say(runtime, "hello")
    pass_time(runtime, clock, channel, 1)
    assert mood.asked == ["1 hello"] * 3
    assert channel.sent["ann"] == ["1 hello"]


def test_the_messengers_own_waiting_time_is_respected(moody, clock, store):
    runtime, channel, _ = moody(TryLater("429", after=1000.0))
    say(runtime, "hello")
    assert idle(runtime)
    clock.advance(999)
    assert idle(runtime)
    assert channel.sent == {}
    clock.advance(1)
    assert idle(runtime)
    assert channel.sent["ann"] == ["1 hello"]


def test_after_an_outage_only_the_newest_screen_but_every_notice_is_sent(moody, clock, store):
    runtime, channel, _ = moody(TryLater("down", after=60.0))
    say(runtime, "one")
    assert idle(runtime)
    say(runtime, "two", first=1)
    runtime.accept(noticed("ann", "paid", "n1")).result(5)
    say(runtime, "three", "four", first=2)
    runtime.accept(noticed("ann", "removed", "n2")).result(5)
    assert idle(runtime)
    clock.advance(60)
    assert idle(runtime)
    assert channel.sent["ann"] == ["3 <paid>", "5 four", "6 <removed>"]
    assert store.backlog().letters == 0


def test_without_an_outage_every_screen_is_sent(start, channel):
    runtime = start(roles=["worker"])
    say(runtime, "one", "two", "three")
    assert channel.sent == {}
    sender = start(roles=["sender"])
    assert idle(sender)
    assert channel.sent["ann"] == ["1 one", "2 two", "3 three"]


def test_many_failures_let_the_whole_bot_rest(start, clock, store):
    channel = FakeChannel(Moody(*[TryLater("down")] * 5))
    runtime = start(live(channel))
    for number in range(5):
        runtime.accept(arrival(f"user{number}", 1, "x")).result(5)
    assert wait(lambda: runtime.resting == {BOT: "down"})
    runtime.accept(arrival("late", 1, "x")).result(5)
    assert not channel.wait_for("late", 1, 0.1)
    runtime.resume(BOT)
    assert channel.wait_for("late", 1)


def wait(condition: Callable[[], bool], seconds: float = 5.0) -> bool:
    """Poll with a deadline."""
    deadline = time.monotonic() + seconds
    while not condition() and time.monotonic() < deadline:
        time.sleep(0.005)
    return condition()


# -- tired of us


@pytest.mark.parametrize("why", [Parked("12"), Unpaid("24")])
def test_too_many_unanswered_messages_wait_for_the_persons_word(moody, store, why):
    runtime, channel, _ = moody(why)
    runtime.accept(noticed("ann", "one", "n1")).result(5)
    assert idle(runtime)
    runtime.accept(noticed("ann", "two", "n2")).result(5)
    assert idle(runtime)
    assert (channel.sent, store.backlog().letters) == ({}, 2)
    say(runtime, "hello")
    assert idle(runtime)
    assert channel.sent["ann"] == ["1 <one>", "2 <two>", "3 hello"]


def test_or_for_the_next_full_hour(moody, clock):
    runtime, channel, _ = moody(Parked("12"))
    runtime.accept(noticed("ann", "one", "n1")).result(5)
    assert idle(runtime)
    clock.advance(3600 - clock.time() % 3600)
    assert idle(runtime)
    assert channel.sent["ann"] == ["1 <one>"]


# -- for ever


def test_who_cannot_be_reached_is_not_tried_again(moody, store):
    runtime, channel, mood = moody(Gone("6"))
    say(runtime, "hello")
    assert idle(runtime)
    runtime.accept(noticed("ann", "news", "n1")).result(5)
    assert idle(runtime)
    assert (mood.asked, channel.sent, store.backlog().letters) == (["1 hello"], {}, 0)
    say(runtime, "back again", first=1)
    assert idle(runtime)
    assert channel.sent["ann"] == ["3 back again"]


def test_a_refused_message_is_an_error_and_the_next_one_goes_out(moody, store):
    runtime, channel, _ = moody(Refused("bad keyboard"))
    say(runtime, "one", "two")
    assert idle(runtime)
    assert channel.sent["ann"] == ["2 two"]
    (line,) = store.insight.troubles(BOT)
    assert (line.trouble.kind, line.trouble.reason) == ("refused", "bad keyboard")


def test_a_surprise_is_tried_again_but_not_for_ever(start, clock, store):
    mood = Moody(*[RuntimeError("a bug")] * 9)
    channel = FakeChannel(mood)
    runtime = start(live(channel))
    say(runtime, "poison")
    for _ in range(9):
        assert idle(runtime)
        clock.advance(60)
    assert [line.trouble.reason for line in store.insight.troubles(BOT)] == ["RuntimeError('a bug')"]
    say(runtime, "fine", first=1)
    assert idle(runtime)
    assert channel.sent["ann"] == ["2 fine"]


# -- the whole bot


def test_a_bad_token_pauses_the_bot_and_drops_nothing(start, store):
    broken = threading.Event()
    broken.set()

    def token_check(_user: str, _message: Message) -> None:
        if broken.is_set():
            raise Paused("invalid token")

    channel = FakeChannel(token_check)
    runtime = start(live(channel))
    for number in range(20):
        runtime.accept(arrival(f"user{number}", 1, "x")).result(5)
    assert wait(lambda: runtime.resting == {BOT: "invalid token"})
    assert wait(lambda: not store.backlog().arrivals)
    assert store.backlog().letters == 20
    broken.clear()
    runtime.resume(BOT)
    assert idle(runtime)
    assert sorted(channel.sent) == sorted(f"user{number}" for number in range(20))


def test_rests_grow_and_end_with_success():
    resting, waits = Breaker(), [backoff(attempt) for attempt in range(12)]
    assert all(0.5 <= short <= 1.0 for short in waits[:1])
    assert max(waits) <= breaker.LONGEST_REST
    for _ in range(breaker.TRIES):
        resting.failed("a", "down")
    assert resting.resting() == {"a": "down"}
    resting.worked("a")
    assert resting.resting() == {}
