"""What goes into one turn and what comes out of it: values that the runtime gives and carries out."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from botengine.events import Profile
from botengine.messages import Message
from botengine.values import Outcome, Paging, User


@dataclass(frozen=True, slots=True)
class ActionCall:
    """One action to be run. `key` is the same whenever the same arrival is worked on again after a crash."""

    name: str
    arguments: Mapping[str, object]
    key: str
    paging: Paging | None = None


@dataclass(frozen=True, slots=True)
class Asked:
    """What a stranger is to be told: the code of the request, a refusal, to come later, or nothing."""

    answer: Literal["stranger", "refused", "crowded", "quiet"] = "stranger"
    code: str = ""


@dataclass(frozen=True, slots=True)
class About:
    """All that a turn may know of the world outside.

    `key` names this arrival for ever (bot, user and message token); `perform` runs an action and never
    raises: a failure is `Outcome("failed", error_id)`; `random` makes the unguessable name of a shown screen;
    `again` reads the user anew after an action.
    """

    user: User
    profile: Profile
    now: datetime
    key: str
    perform: Callable[[ActionCall], Outcome]
    random: Callable[[], str]
    asked: Asked = Asked()
    again: Callable[[], User] | None = None


@dataclass(frozen=True, slots=True)
class TurnResult:
    """What a turn leaves: all of it is committed together or not at all.

    `timers`: name -> due time (seconds since 1970), None disarms. `journal`: from, to, event, steps (JSON).
    `held`: keys of notices that could not be read just now.
    """

    snapshot: bytes
    messages: tuple[Message, ...] = ()
    timers: Mapping[str, float | None] = field(default_factory=dict)
    journal: Mapping[str, object] = field(default_factory=dict)
    held: tuple[str, ...] = ()
