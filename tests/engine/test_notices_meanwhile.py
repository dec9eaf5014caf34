"""What a person does while a notice arrives ends exactly as if none had come: walks through a bot."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from botengine.engine.assembly import assemble
from botengine.engine.conversation import restore
from botengine.engine.effects import About
from botengine.events import Noticed, Opened, Pressed, Profile, Told, Typed
from botengine.runtime.media import published
from botengine.testing.clock import FrozenClock
from botengine.values import File, Media, Outcome, User

EVERYTHING = Path(__file__).parents[1] / "testing/everything"
TEXTS = ("a", "3", "12,50", "01.03.2026", "a@b.test", "menu", "back", "pick", "Thing 3", "?")
STEPS = 400


def _address(file: File) -> Media:
    return Media(f"https://files.test/{file.name}", file.name, len(file.content), file.type)


class Walker:
    """A chat whose things never change: what an action would do is only written down."""

    def __init__(self, seed: int) -> None:
        self.bot = assemble(EVERYTHING, {"clock": FrozenClock()})
        self.dice = random.Random(seed)
        self.snapshot: bytes | None = None
        self.number = 0

    def about(self, word: str, calls: list[object]) -> About:
        now, user = FrozenClock().now(), User("bea", "Bea", "boss")

        def perform(call):
            calls.append((call.name, dict(call.arguments), call.key))
            mark = self.bot.registry.actions[call.name].mark
            if mark.effect == "read":
                return published(self.bot.services.attempt(call, user, now), _address)
            return Outcome(mark.outcomes[self.number % len(mark.outcomes)])

        return About(user, Profile("bea"), now, f"{self.number}", perform, lambda: f"{word}{self.number}")

    def turn(self, snapshot, event, word="n"):
        """What the turn leaves, and what it did."""
        calls: list[object] = []
        return self.bot.engine.turn(snapshot, event, self.about(word, calls)), calls

    def event(self):
        """What a person, or a timer, might do here; also with an older button."""
        conversation = restore(self.snapshot)
        kind, keys = self.dice.random(), len(conversation.keys) + conversation.tells
        if kind < 0.7 and keys:
            return Pressed(conversation.nonce, self.dice.randrange(keys))
        reminders = [each.step.id for screen in self.bot.bot.screens.values() for each in screen.remind]
        others = [Typed(self.dice.choice(TEXTS)), Opened(), Noticed("idle"), Pressed("old", 0)]
        return self.dice.choice([*others, Noticed(self.dice.choice(reminders))])

    def notice(self):
        items = [
            Told.Item("things.faded", {"id": str(self.dice.randrange(30))}),
            Told.Item("things.counted", {"count": 3, "price": [100, "EUR"]}),
        ]
        return Told(tuple(self.dice.choices(items, k=self.dice.randint(1, 3))))


@pytest.mark.parametrize("seed", range(3))
def test_nothing_that_is_under_way_while_a_notice_arrives_ends_otherwise(seed):
    walker = Walker(seed)
    walker.snapshot = walker.turn(None, Opened())[0].snapshot
    heard = 0
    for walker.number in range(1, STEPS):
        event, told = walker.event(), walker.turn(walker.snapshot, walker.notice(), "t")[0]
        before, after = restore(walker.snapshot), restore(told.snapshot)
        heard += bool(told.messages)
        assert (after.state, after.frames, after.nonce, after.keys, told.timers) == (
            before.state, before.frames, before.nonce, before.keys, {},
        )  # fmt: skip
        alone, meanwhile = walker.turn(walker.snapshot, event), walker.turn(told.snapshot, event)
        if isinstance(event, Noticed) and alone[0].snapshot == walker.snapshot:  # only said, or not
            assert [m.text for m in meanwhile[0].messages] == [m.text for m in alone[0].messages]
        else:
            assert meanwhile == alone
        walker.snapshot = walker.dice.choice([alone[0].snapshot, told.snapshot])
    assert heard > STEPS / 2
