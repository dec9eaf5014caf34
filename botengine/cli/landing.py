"""Where a conversation of an older version of the flows goes on in this one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from botengine.engine.conversation import NEW, restore
from botengine.engine.landing import refuge, screen_of
from botengine.engine.renaming import rename

if TYPE_CHECKING:
    from botengine.engine.engine import Engine

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


def landing(engine: Engine, snapshot: bytes, role: str) -> Landing | None:
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
