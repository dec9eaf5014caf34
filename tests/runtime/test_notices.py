"""Telling people what happened outside: at once, gathered, in quiet hours, within the messenger's limits."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, time

import pytest

from botengine.events import Told
from botengine.runtime.notices import BUDGET, PAUSE, is_quiet
from botengine.runtime.ports import Gone, Parked, Unpaid
from botengine.testing.idle import idle
from botengine.values import Notice, User
from tests.runtime.fakes import BOT, EchoBrain, FakeChannel, arrival, live
from tests.store.words import let_in

ANNA = User("anna", "Anna Admin", "admin")
HOUR, MINUTES = 3600.0, 120.0


class Listening(EchoBrain):
    """Notes what each telling told, and says how much that was."""

    def __init__(self) -> None:
        super().__init__()
        self.told: list[list[str]] = []

    def turn(self, snapshot, event, about):
        if isinstance(event, Told):
            self.told.append([item.key for item in event.items])
        return super().turn(snapshot, event, about)


@pytest.fixture
def brain() -> Listening:
    return Listening()


@pytest.fixture
def runtime(store, start, brain, channel):
    let_in(store, "ann", ANNA)
    return start(replace(live(channel, brain), timezone="Europe/Berlin"))


def tell(runtime, *keys: str, to: str = "anna", name: str = "orders.paid") -> None:
    runtime.store.notices.pin(BOT, [Notice(to, name, {"number": key}, key=key) for key in keys]).result(5)
    assert idle(runtime)


def wait(runtime, clock, seconds: float) -> None:
    clock.advance(seconds)
    assert idle(runtime)


def write(runtime, number: int = 1) -> None:
    runtime.accept(arrival("ann", number, "hello")).result(5)
    assert idle(runtime)


def test_the_first_after_a_silence_is_told_at_once(runtime, brain):
    tell(runtime, "a")
    assert brain.told == [["a"]]


def test_what_comes_together_is_one_telling(runtime, brain):
    tell(runtime, "a", "b", "c")
    assert brain.told == [["a", "b", "c"]]


def test_a_burst_after_the_first_is_gathered_in_one_telling(runtime, brain, clock):
    for key in "abcd":
        tell(runtime, key)
    assert brain.told == [["a"]]
    wait(runtime, clock, 2 * PAUSE)
    assert brain.told == [["a"], ["b", "c", "d"]]


def test_a_key_is_told_once_for_ever(runtime, brain, clock):
    for _ in range(3):
        tell(runtime, "a")
        wait(runtime, clock, HOUR)
    assert brain.told == [["a"]]


def test_the_pause_grows_while_nobody_answers_and_is_short_again_after_an_answer(runtime, brain, clock):
    clock.advance(HOUR - clock.time() % HOUR)
    for number in range(5):
        tell(runtime, str(number))
        wait(runtime, clock, MINUTES)
    tell(runtime, "late")
    assert len(brain.told) == 6
    tell(runtime, "burst")
    wait(runtime, clock, 5 * PAUSE)
    assert len(brain.told) == 6
    write(runtime)
    wait(runtime, clock, MINUTES)
    assert brain.told[-1] == ["burst"]


def test_five_hundred_in_an_hour_stay_far_below_the_messengers_limit(runtime, brain, clock, channel):
    clock.advance(HOUR - clock.time() % HOUR)
    for number in range(500):
        tell(runtime, str(number))
        wait(runtime, clock, HOUR / 500)
    assert len(channel.sent["ann"]) < BUDGET / 2
    wait(runtime, clock, HOUR)
    assert [key for keys in brain.told for key in keys] == [str(number) for number in range(500)]


def test_after_many_unanswered_messages_the_rest_waits_for_the_next_hour(runtime, store, brain, clock):
    clock.advance(HOUR - clock.time() % HOUR)
    write(runtime)
    clock.advance(1)
    for number in range(BUDGET):
        runtime.store.accept(arrival("ann", number, event="opened")).result(5)
    runtime.wake()
    assert idle(runtime)
    tell(runtime, "a")
    wait(runtime, clock, HOUR / 2)
    assert brain.told == []
    wait(runtime, clock, HOUR / 2)
    assert brain.told == [["a"]]


# -- whom


def test_a_muted_kind_is_not_told(runtime, store, brain, channel):
    runtime.bots[BOT] = replace(runtime.bots[BOT], hears=lambda user, name: name not in user.muted)
    let_in(store, "ann", replace(ANNA, muted=frozenset({"orders.paid"})))
    tell(runtime, "a")
    tell(runtime, "b", name="orders.placed")
    assert brain.told == [["b"]]


def test_a_chat_that_belongs_to_somebody_else_meanwhile_is_told_nothing(runtime, store, brain, clock):
    tell(runtime, "a")
    tell(runtime, "b")
    let_in(store, "ann", User("ben", "Ben", "admin"))
    wait(runtime, clock, HOUR)
    assert brain.told == [["a"]]


def test_a_notice_on_its_way_is_dropped_if_the_chat_changes_hands(store, start, brain, channel, clock):
    let_in(store, "ann", ANNA)
    runtime = start(live(channel, brain), roles=["sender"])
    runtime.store.notices.pin(BOT, [Notice("anna", "orders.paid", key="a")]).result(5)
    runtime.notices.release()
    let_in(store, "ann", User("ben", "Ben", "admin"))
    assert idle(start(live(channel, brain)))
    assert (brain.told, channel.sent["ann"]) == ([], [])


def test_a_stranger_is_told_nothing(runtime, brain):
    tell(runtime, "a", to="nobody")
    assert brain.told == []


def test_an_unsubscribed_chat_is_told_nothing(runtime, brain):
    runtime.accept(arrival("ann", 1, event="unsubscribed")).result(5)
    assert idle(runtime)
    tell(runtime, "a")
    assert brain.told == []


# -- quiet hours


@pytest.mark.parametrize(
    ("hours", "quiet", "loud"),
    [
        ("22:00-07:00", ["22:00", "23:59", "00:00", "06:59"], ["21:59", "07:00", "12:00"]),
        ("13:00-15:00", ["13:00", "14:59"], ["12:59", "15:00", "00:00"]),
        ("", [], ["00:00"]),
        ("nonsense", [], ["00:00"]),
        ("08:00-08:00", [], ["08:00"]),
    ],
)
def test_quiet_hours_end_when_they_say(hours, quiet, loud):
    for told, times in ((True, quiet), (False, loud)):
        assert [is_quiet(hours, time.fromisoformat(each)) for each in times] == [told] * len(times)


@pytest.mark.parametrize(
    "night",  # until when the rest is told
    [
        (datetime(2026, 1, 10, 21, 30, tzinfo=UTC), datetime(2026, 1, 11, 6, 0, tzinfo=UTC)),
        (datetime(2026, 7, 10, 20, 30, tzinfo=UTC), datetime(2026, 7, 11, 5, 0, tzinfo=UTC)),
        (datetime(2026, 3, 28, 21, 30, tzinfo=UTC), datetime(2026, 3, 29, 5, 0, tzinfo=UTC)),  # clocks go on
        (datetime(2026, 10, 24, 20, 30, tzinfo=UTC), datetime(2026, 10, 25, 6, 0, tzinfo=UTC)),  # and back
    ],
)
def test_what_happens_at_night_is_one_digest_in_the_morning(runtime, store, clock, night):
    (evening, morning), brain = night, runtime.bots[BOT].brain
    let_in(store, "ann", replace(ANNA, quiet="22:00-07:00"))
    clock.advance(evening.timestamp() - clock.time())
    for key in "abc":
        tell(runtime, key)
        wait(runtime, clock, 60)
    wait(runtime, clock, morning.timestamp() - 1 - clock.time())
    assert brain.told == []
    wait(runtime, clock, 1)
    assert brain.told == [["a", "b", "c"]]


def test_quiet_hours_that_are_switched_off_end_within_a_minute(runtime, store, brain, clock):
    let_in(store, "ann", replace(ANNA, quiet="00:00-23:59"))
    tell(runtime, "a")
    let_in(store, "ann", ANNA)
    wait(runtime, clock, 60)
    assert brain.told == [["a"]]


# -- money


def broke(user: str, _message: object) -> None:
    raise Unpaid("no balance")


def test_without_money_notices_wait_and_the_operator_sees_it_once(store, start, brain, clock):
    channel = FakeChannel(broke)
    let_in(store, "ann", ANNA)
    let_in(store, "ben", User("ben", "Ben", "admin"))
    runtime = start(live(channel, brain))
    tell(runtime, "a")
    tell(runtime, "b", to="ben")
    wait(runtime, clock, HOUR / 2)
    assert brain.told == [["a"]]
    assert [line.trouble.kind for line in store.insight.troubles(BOT)] == ["unpaid"]


def test_without_money_people_who_write_are_answered_and_told(store, start, brain, clock):
    channel = FakeChannel(lambda user, message: broke(user, message) if user == "ann" else None)
    let_in(store, "ann", ANNA)
    let_in(store, "ben", User("ben", "Ben", "admin"))
    runtime = start(live(channel, brain))
    tell(runtime, "a")
    runtime.accept(arrival("ben", 1, "hello")).result(5)
    assert idle(runtime)
    tell(runtime, "b", to="ben")
    assert (channel.sent["ben"], brain.told) == (["1 hello", "2 told"], [["a"], ["b"]])


def test_when_the_money_is_there_again_everything_is_told(store, start, brain, clock):
    channel = FakeChannel(broke)
    let_in(store, "ann", ANNA)
    runtime = start(live(channel, brain))
    tell(runtime, "a")
    tell(runtime, "b")
    channel.trouble = lambda _user, _message: None
    wait(runtime, clock, 2 * HOUR)
    assert channel.sent["ann"] == ["1 told", "2 told"]


@pytest.mark.parametrize("problem", [Gone("left"), Parked("too many")])
def test_other_refusals_do_not_stop_notices(store, start, brain, clock, problem):
    def refuse(user: str, _message: object) -> None:
        if user == "ann":
            raise problem

    let_in(store, "ann", ANNA)
    let_in(store, "ben", User("ben", "Ben", "admin"))
    runtime = start(live(FakeChannel(refuse), brain))
    tell(runtime, "a")
    tell(runtime, "b", to="ben")
    assert brain.told == [["a"], ["b"]]
