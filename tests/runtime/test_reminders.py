"""Reminders with the real engine on real stores: once for each arming, whatever dies in between."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from botengine.engine.assembly import assemble
from botengine.runtime.service import Runtime
from botengine.store.sqlite import SqliteStore
from botengine.testing.idle import idle
from tests.runtime.fakes import BOT, FakeChannel, StillClock, arrival, live

FRONT = "format: 1\nbot: Shop\nlanguage: en\nstart: main.menu\neverywhere: {not_understood: What?}\n"
MAIN = """flow: main
data: {note: text}
screens:
  menu: {ask: note, text: Menu, go: note}
  note:
    ask: note
    text: "Noted {{ note }}"
    check: {max_length: 3, otherwise: Too long.}
    go: note
    remind:
      - {after: 10 min, say: "Still {{ note }}?"}
      - {after: 30 min, say: Good bye., go: menu}
"""
LEASE = 20.0


@pytest.fixture
def bot(tmp_path: Path, channel: FakeChannel):
    (tmp_path / "flows").mkdir()
    (tmp_path / "flows.yaml").write_text(FRONT)
    (tmp_path / "flows/main.yaml").write_text(MAIN)
    return live(channel, assemble(tmp_path).engine)


@pytest.fixture
def say(store):
    """Ann writes: accepted, not yet worked on."""
    numbers = iter(range(100_000))
    return lambda text: store.accept(arrival("ann", next(numbers), text)).result(5)


def test_a_reminder_rings_once_after_its_time(start, bot, say, channel, clock):
    runtime = start(bot)
    say("a")
    assert idle(runtime)
    for _ in range(4):
        clock.advance(300)
        assert idle(runtime)
    assert channel.sent["ann"] == ["Noted a", "Still a?"]
    clock.advance(3600)
    assert idle(runtime)
    assert channel.sent["ann"][2:] == ["Good bye.\n\nMenu"]


def test_a_reminder_outlives_the_program(start, bot, say, channel, clock):
    first = start(bot)
    say("a")
    assert idle(first)
    first.stop()
    clock.advance(600)
    assert idle(start(bot))
    assert channel.sent["ann"][1:] == ["Still a?"]


def test_a_program_that_dies_over_a_reminder_leaves_it_to_the_next(start, store, bot, say, clock):
    first = start(bot)
    say("a")
    assert idle(first)
    first.stop()
    clock.advance(600)
    store.ring().result()
    assert store.claim_turns(1, LEASE).result()  # and the process is gone
    clock.advance(LEASE)
    assert idle(start(bot))
    assert bot.channel.sent["ann"][1:] == ["Still a?"]


def test_who_writes_while_a_reminder_is_on_its_way_is_not_reminded(start, store, bot, say, clock):
    first = start(bot)
    say("a")
    assert idle(first)
    first.stop()
    say("b")
    clock.advance(600)
    store.ring().result()
    assert idle(start(bot))
    assert bot.channel.sent["ann"][1:] == ["Noted b"]


@pytest.mark.parametrize("seed", range(3))
def test_every_arming_rings_once_however_often_the_program_dies(tmp_path, bot, channel, seed):
    """Ann writes, time passes, programs die with work in their hands; a model says what she must read."""
    dice, clock = random.Random(seed), StillClock()
    store = SqliteStore(tmp_path / "ann.db", clock)
    expected: list[str] = []
    armed, note, rung = None, "", 0  # when Ann last wrote on the screen, and what; how much she was reminded
    for number in range(1, 60):
        if dice.random() < 0.4:
            note = dice.choice("abc")
            store.accept(arrival("ann", number, note)).result(5)
            expected.append(f"Noted {note}")
            armed, rung = clock.time(), 0
        else:
            clock.advance(dice.choice((60, 400, 700, 1300)))
            waited = clock.time() - armed if armed is not None else 0
            if waited >= 600 and rung == 0:
                expected.append(f"Still {note}?")
                rung = 1
            if waited >= 1800 and rung == 1:
                expected.append("Good bye.\n\nMenu")
                armed = None
        store.ring().result(5)
        for _ in range(dice.randrange(3)):  # programs that die over the oldest arrival
            store.claim_turns(1, 0.0).result(5)
        if dice.random() < 0.3:  # the file is opened anew
            store.close()
            store = SqliteStore(tmp_path / "ann.db", clock)
        _work(store, bot, clock)
    assert channel.sent["ann"] == expected
    store.close()


def _work(store, bot, clock) -> None:
    runtime = Runtime(store, {BOT: bot}, workers=1, senders=1, clock=clock, alone=True)
    runtime.start()
    assert idle(runtime)
    runtime.stop()
