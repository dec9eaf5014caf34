"""A running emulator, a bot's webhook, and a hand for both."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from botengine.emulator.server import EmulatorServer
from tests.emulator.recording import Hand, RecordingBot


@pytest.fixture(scope="session")
def emulator() -> Iterator[EmulatorServer]:
    with EmulatorServer(seed=7) as server:
        yield server


@pytest.fixture
def bots() -> Iterator[Callable[..., RecordingBot]]:
    made: list[RecordingBot] = []

    def make(*args, **how) -> RecordingBot:
        made.append(RecordingBot(*args, **how))
        return made[-1]

    yield make
    for bot in made:
        bot.stop()


@pytest.fixture
def bot(bots) -> RecordingBot:
    return bots()


@pytest.fixture
def hand(emulator) -> Iterator[Hand]:
    hand = Hand(emulator.url)
    hand.call("DELETE", "")
    yield hand
    hand.call("DELETE", "")


@pytest.fixture
def shop(hand, bot) -> Hand:
    """A hand with a bot that has its webhook set and the person `anna`, who has written once."""
    hand.webhook(bot, event_types=["conversation_started"])
    hand.person("Anna")
    hand.say("anna", "first")
    bot.wait_for("message")
    return hand
