"""From an arrival to its answer: once, in order, for everybody at once."""

from __future__ import annotations

import json
import threading

import pytest

from botengine.events import Profile
from botengine.messages import Message
from botengine.runtime.records import Arrival
from botengine.testing.idle import idle
from botengine.values import Account, User
from tests.runtime.fakes import BOT, EchoBrain, arrival, live, noticed


def say(runtime, user: str, *texts: str, first: int = 0) -> None:
    for number, text in enumerate(texts, first):
        runtime.accept(arrival(user, number, text)).result(5)


def test_every_text_is_answered(start, channel):
    runtime = start()
    say(runtime, "ann", "hello", "again")
    assert idle(runtime)
    assert channel.sent == {"ann": ["1 hello", "2 again"]}


def test_many_people_are_answered_each_in_their_order(start, channel):
    runtime = start()
    for number in range(20):
        for user in range(15):
            runtime.accept(arrival(f"user{user}", number, f"t{number}"))
    assert idle(runtime, 20)
    assert channel.sent == {f"user{user}": [f"{n + 1} t{n}" for n in range(20)] for user in range(15)}


def test_a_repeated_callback_is_answered_once(start, channel):
    runtime = start()
    answers = [runtime.accept(arrival("ann", 1, "pay")) for _ in range(5)]
    assert [answer.result(5) for answer in answers].count(True) == 1
    assert idle(runtime)
    assert channel.sent["ann"] == ["1 pay"]


def test_two_runtimes_on_one_store_do_nothing_twice(start, channel):
    runtimes = [start(), start()]
    for number in range(30):
        for runtime in runtimes:
            runtime.accept(arrival(f"user{number % 5}", number, "x"))
    assert all(idle(runtime, 20) for runtime in runtimes)
    assert {user: len(texts) for user, texts in channel.sent.items()} == {f"user{n}": 6 for n in range(5)}


def test_one_persons_slow_turn_does_not_delay_the_others(start, channel):
    gate = threading.Event()
    slow = EchoBrain(lambda text, _about: text == "slow" and gate.wait(10))
    runtime = start(live(channel, slow))
    say(runtime, "ann", "slow")
    say(runtime, "ben", "quick")
    assert channel.wait_for("ben", 1)
    assert not channel.sent["ann"]
    gate.set()
    assert idle(runtime)


def test_what_arrived_before_the_start_is_answered_after_it(start, store, channel):
    store.accept(arrival("ann", 1, "early")).result()
    assert idle(start())
    assert channel.sent["ann"] == ["1 early"]


def test_stop_finishes_what_was_begun_and_keeps_the_rest(start, store, channel):
    runtime = start()
    accepted = [runtime.accept(arrival(f"user{number % 50}", number, "x")) for number in range(200)]
    runtime.stop()
    assert all(future.result(5) for future in accepted)
    left = store.backlog()
    assert left.arrivals + left.letters + len(channel.log) == 200
    assert idle(start(), 20)
    assert len(channel.log) == 200


def test_within_one_process_nobody_waits_for_a_poll(start, channel, monkeypatch):
    for pause in ("SHORTEST", "LONGEST"):
        monkeypatch.setattr(f"botengine.runtime.lanes.{pause}", 60.0)
    runtime = start()
    say(runtime, "ann", "hello")
    assert channel.wait_for("ann", 1, 5)
    runtime.accept(noticed("ann", "news", "n1"))
    assert channel.wait_for("ann", 2, 5)


# -- who it is


def test_the_brain_is_told_who_it_is(start, store):
    users: list[User] = []
    runtime = start(live(brain=EchoBrain(lambda _text, about: users.append(about.user))))
    say(runtime, "ann", "stranger")
    assert idle(runtime)
    store.accounts.save(BOT, Account(User("u1", "Ann", "admin")), "boss").result()
    store.accounts.link(BOT, "ann", "u1", "boss").result()
    say(runtime, "ann", "known", first=1)
    assert idle(runtime)
    store.accounts.unlink(BOT, "ann", "boss").result()
    say(runtime, "ann", "stranger", first=2)
    assert idle(runtime)
    assert [(user.id, user.role, user.language) for user in users] == [
        ("", "", "de"),
        ("u1", "admin", "de"),
        ("", "", "de"),
    ]


def test_the_turns_key_names_the_arrival_for_ever(start):
    keys: list[str] = []
    runtime = start(live(brain=EchoBrain(lambda _text, about: keys.append(about.key))))
    say(runtime, "ann", "a")
    assert idle(runtime)
    assert keys == ["shop:ann:typed:0"]


def test_odd_characters_of_a_profile_do_no_harm(start, store):
    runtime = start()
    body = json.dumps({"user": "ann", "n": 1, "event": "typed", "text": "x"}).encode()
    runtime.bots[BOT].channel.names["ann"] = "A\0nn \ud800"
    runtime.accept(Arrival(BOT, "ann", "viber", "typed:1", body, 0.0)).result()
    assert idle(runtime)
    assert store.person(BOT, "ann").profile == Profile("ann", "Ann ?", "de-DE")


# -- events without a brain


def test_who_leaves_gets_nothing_until_the_next_word(start, store, channel):
    runtime = start()
    runtime.accept(arrival("ann", 1, event="unsubscribed"))
    runtime.accept(noticed("ann", "order_new", "n1"))
    assert idle(runtime)
    assert (channel.sent["ann"], store.backlog().letters) == ([], 0)
    say(runtime, "ann", "back", first=2)
    assert idle(runtime)
    assert channel.sent["ann"] == ["2 back"]


def test_an_unreadable_callback_is_kept_as_dead_letter(start, store, channel):
    runtime = start()
    runtime.accept(Arrival(BOT, "ann", "viber", "typed:1", b"{", 0.0)).result()
    say(runtime, "ann", "hello", first=2)
    assert idle(runtime)
    (line,) = store.insight.troubles(BOT)
    assert (line.trouble.kind, line.trouble.body) == ("dead", b"{")
    assert channel.sent["ann"] == ["1 hello"]


# -- notices and timers


def test_a_notice_reaches_a_person_once(start, channel):
    runtime = start()
    for _ in range(3):
        runtime.accept(noticed("ann", "paid", "order-A1")).result(5)
    assert idle(runtime)
    assert channel.sent["ann"] == ["1 <paid>"]


def test_a_timer_rings_after_its_time(start, channel, clock):
    runtime = start()
    say(runtime, "ann", "timer 60")
    assert idle(runtime)
    clock.advance(59)
    assert idle(runtime)
    assert len(channel.sent["ann"]) == 1
    clock.advance(1)
    assert idle(runtime)
    assert channel.sent["ann"][1:] == ["2 <idle>"]


def test_a_timer_that_waits_behind_a_word_is_outdated(start, store, channel, clock):
    runtime = start(roles=())
    worker = start()
    say(runtime, "ann", "timer 60")
    assert idle(worker)
    worker.stop()
    say(runtime, "ann", "still here", first=1)
    clock.advance(60)
    assert store.ring().result() == 1
    assert idle(start())
    assert channel.sent["ann"] == ["1 timer 60", "2 still here"]
    assert store.journal(BOT, "ann")[0].entry.event == "Noticed (outdated)"


# -- the journal


def test_the_journal_answers_why(start, store):
    runtime = start()
    say(runtime, "ann", "hello")
    assert idle(runtime)
    (line,) = store.journal(BOT, "ann")
    entry = line.entry
    assert (line.dedupe, entry.event, entry.came_from, entry.went_to) == ("typed:0", "Typed", "0", "1")
    assert (entry.steps, entry.ms >= 0) == (b"[]", True)


# -- welcome


@pytest.fixture
def opened():
    return arrival("ann", 1, event="opened", text="ctx")


def test_the_welcome_is_given_back_and_not_sent(start, channel, opened):
    runtime = start()
    assert runtime.welcome(opened) == Message("1 opened")
    assert idle(runtime)
    assert channel.sent == {}


def test_a_repeated_opening_is_answered_with_the_same_message(start, opened):
    runtime = start()
    assert runtime.welcome(opened) == runtime.welcome(opened) == Message("1 opened")


def test_openings_at_the_same_time_run_one_turn(start, opened, store):
    runtime, answers = start(), []
    threads = [threading.Thread(target=lambda: answers.append(runtime.welcome(opened))) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert answers == [Message("1 opened")] * 4
    assert len(store.journal(BOT, "ann")) == 1


def test_a_busy_lane_is_not_waited_for_for_ever(start, channel, opened):
    gate = threading.Event()
    runtime = start(live(channel, EchoBrain(lambda text, _: text == "slow" and gate.wait(10))))
    say(runtime, "ann", "slow")
    assert runtime.welcome(opened, patience=0.1) is None
    gate.set()
    assert idle(runtime)
    assert channel.sent["ann"] == ["1 slow", "2 opened"]


def test_the_welcome_comes_before_what_was_said_later(start, channel, opened):
    runtime = start()
    assert runtime.welcome(opened) == Message("1 opened")
    say(runtime, "ann", "hello", first=2)
    assert idle(runtime)
    assert channel.sent["ann"] == ["2 hello"]
