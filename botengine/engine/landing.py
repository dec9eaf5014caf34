"""Where a conversation of an older version of the flows goes on in this one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from botengine.engine.conversation import NEW, Conversation, Visit, restore
from botengine.engine.renaming import rename
from botengine.engine.steps import CONFIRM
from botengine.spec.bot import Bot

if TYPE_CHECKING:
    from botengine.engine.prepared import Prepared

Kind = Literal["same", "changed", "renamed", "nearest", "home"]


@dataclass(frozen=True, slots=True, order=True)
class Landing:
    """From the screen that a chat is at to the one that it will be at, both `flow.screen`.

    `changed`: it is shown again before its buttons work. `nearest`: its screen is gone, and this is the
    nearest one on the way there. `home`: nothing of the way is left, or it is closed to the person's role.
    """

    before: str
    after: str
    kind: Kind


def landing(engine: Prepared, snapshot: bytes, role: str) -> Landing | None:
    """Where this conversation will land; None if it has not begun. SnapshotError if it cannot be read."""
    conversation, bot = restore(snapshot), engine.bot
    if conversation.state == NEW:
        return None
    before = screen_of(conversation.state)
    rename(bot, conversation)
    here, kind = screen_of(conversation.state), "same"
    if conversation.state in engine.machine.states:
        if conversation.shape != engine.shapes[here]:
            kind = "changed"
        elif here != before:
            kind = "renamed"
    else:
        kind = "changed" if here in bot.places else "nearest"
        here = refuge(bot, conversation, conversation.state).screen
    if not bot.may_enter(role, bot.places[here].flow) or (kind == "nearest" and here == bot.start):
        here, kind = bot.start, "home"
    return Landing(before, here, kind)  # type: ignore[arg-type]  # one of Kind


def refuge(bot: Bot, conversation: Conversation, lost: str) -> Visit:
    """The screen of a state that is gone, or the nearest one on the way to it; steps back on that way."""
    if screen_of(lost) in bot.places:
        return Visit(screen_of(lost), conversation.page)
    for frame in reversed(conversation.frames):
        while frame.history:
            visit = frame.history.pop()
            if visit.screen in bot.places:
                return visit
        if len(conversation.frames) > 1:
            conversation.frames.pop()
            if frame.caller and frame.caller.screen in bot.places:
                return frame.caller
    return Visit(bot.start)


def screen_of(state: str) -> str:
    """The screen `flow.screen` of a state `flow.screen[.case][?button]`."""
    return ".".join(state.partition(CONFIRM)[0].split(".")[:2])
