"""Chats of each version of a bot, anywhere in it, go on validly in each other version."""

from __future__ import annotations

from pathlib import Path
from random import Random

import pytest

from botengine.engine.assembly import Assembly, assemble
from botengine.messages import Message
from botengine.testing.clock import FrozenClock
from botengine.testing.phone import Phone
from botengine.testing.soundness import Watch
from tests.living import BROKEN, versions, write

TEXTS = ("Ann", "7", "menu", "hello", "")


def bots(folder: Path) -> list[Assembly]:
    """The bot in all its versions but the broken one."""
    made = []
    for number, files in enumerate(versions()):
        if number != BROKEN:
            write(folder / str(number), files)
            made.append(assemble(folder / str(number)))
    return made


def step(phone: Phone, random: Random) -> str:
    """Something that people do, and what is wrong with the answer."""
    watch = Watch(phone)
    watch.look()
    bodies = [key.body for key in phone.keys if key.kind == "press"]
    if bodies and random.random() < 0.8:
        phone.press(random.choice(bodies))
    else:
        phone.type(random.choice(TEXTS))
    return watch.look()


def carried(phone: Phone, bot: Assembly) -> Phone:
    """The same chat in another version."""
    later = Phone(bot, phone.user, phone.clock)
    later.snapshot, later.messages = phone.snapshot, [Message("As it was", phone.messages[-1].keyboard)]
    return later


def live(folder: Path, conversations: int) -> list[str]:
    """Let chats wander through all versions; whatever is wrong with one of them."""
    random, known, wrong = Random(7), bots(folder), []
    phone = Phone(known[0], clock=FrozenClock()).open()
    for number in range(conversations):
        problem = step(phone, random)
        wrong += [f"{number}: {phone.at}: {problem}"] if problem else []
        for bot in known:
            later = carried(phone, bot)
            problem = step(later, random)
            wrong += [f"{number}: from {phone.at} to {later.at}: {problem}"] if problem else []
        if random.random() < 0.1:  # go on in another version, with all that was kept in this one
            phone = carried(phone, random.choice(known))
    return wrong


def test_chats_go_on_in_every_other_version(tmp_path):
    assert live(tmp_path, 150) == []


@pytest.mark.gate
def test_ten_thousand_chats_go_on_in_every_other_version(tmp_path):
    assert live(tmp_path, 10_000) == []
