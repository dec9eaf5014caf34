"""Chats that former versions stored go on with the flows of today: each loads, each key is answered."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from botengine.cli.landing import landing
from botengine.engine.assembly import Assembly, assemble
from botengine.engine.conversation import Conversation, restore
from botengine.messages import Message
from botengine.testing.clock import FrozenClock
from botengine.testing.phone import Phone
from botengine.testing.soundness import Watch
from botengine.values import User

HERE = Path(__file__).parent
ROOT = HERE.parent
FILES = sorted((HERE / "snapshots").glob("*/*.jsonl"))


def bot_of(file: Path, data: Path) -> Assembly:
    name = file.parent.name
    directory = ROOT if name == "ticketshop" else ROOT / "examples" / name
    return assemble(directory, {"clock": FrozenClock(), "data": data})


def named(file: Path) -> str:
    return f"{file.parent.name}/{file.stem}"


@pytest.fixture
def chats(request, tmp_path):
    """The bot of today, and the chats of a file: person, and what was stored."""
    bot = bot_of(request.param, tmp_path)
    lines = [json.loads(line) for line in request.param.read_text(encoding="utf-8").splitlines()]
    yield bot, [(User(**line["user"]), json.dumps(line["snapshot"]).encode()) for line in lines]
    bot.services.close()


def tried(bot: Assembly, user: User, snapshot: bytes, body: str) -> str:
    """What is wrong with the answer to a key, or (without one) to opening the chat."""
    phone = Phone(bot, user, FrozenClock())
    phone.snapshot, phone.messages = snapshot, [Message("As it was", restore(snapshot).keyboard)]
    watch = Watch(phone)
    watch.look()
    if body:
        phone.press(body)
    else:
        phone.open()
    problem = watch.look()
    return "" if re.fullmatch(r"failed: \S+ failed", problem) else problem  # a service that is not here


@pytest.mark.parametrize("chats", FILES, ids=named, indirect=True)
def test_chats_of_former_versions_load_and_all_their_keys_are_answered(chats):
    bot, found = chats
    wrong = []
    for user, snapshot in found:
        conversation: Conversation = restore(snapshot)
        assert landing(bot.engine, snapshot, user.role), conversation.state
        bodies = [shown.key.body for shown in conversation.keys if shown.key.kind == "press"]
        problems = {body: tried(bot, user, snapshot, body) for body in ["", *bodies]}
        wrong += [f"{conversation.state} {body}: {told}" for body, told in problems.items() if told]
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize(
    "name", ["ticketshop", *(each.name for each in (ROOT / "examples").iterdir() if each.is_dir())]
)
def test_every_bot_has_chats_on_most_of_its_screens(name):
    file = max((HERE / "snapshots" / name).glob("*.jsonl"), key=lambda each: each.stat().st_size)
    places = {
        json.loads(line)["at"].partition("?")[0] for line in file.read_text(encoding="utf-8").splitlines()
    }
    assert len(places) > 1
