"""Names and expressions of a bot, each with its place: what the checks look at."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Literal

from botengine.spec.places import Place
from botengine.spec.source import Map
from botengine.spec.types import Type

Scope = Mapping[str, Type | None]  # the variables an expression may use; None: of unknown type
Kind = Literal["screen", "flow", "action", "type", "role", "outcome", "field", "argument"]
Purpose = Literal["text", "label", "address", "condition", "value", "media"]
SHOWN = {"text", "label", "address"}  # texts with {{ expressions }}; all others are expressions


@dataclass(frozen=True, slots=True)
class Reference:
    """A name that must be one of `known`. `flow`: whose names these are, if one flow's."""

    kind: Kind
    name: str
    place: Place
    known: Collection[str]
    where: str = ""  # the end of the message: "in flow 'orders'"
    shown: str = ""  # the full name, where the written one is short


@dataclass(frozen=True, slots=True)
class Use:
    """A text or expression at `source[key]`, with the variables it may use and the type it must have."""

    code: str
    purpose: Purpose
    source: Map
    key: str
    scope: Scope
    want: Type | None = None

    @property
    def place(self) -> Place:
        return self.source.value(self.key)


@dataclass(frozen=True, slots=True)
class Keeping:
    """A value that goes into a field (or a check's type that narrows it): the types on both sides."""

    place: Place
    name: str
    want: Type | None
    given: Type | None


@dataclass(frozen=True, slots=True)
class Reading:
    """An action that a screen runs to show itself: what it answers, and as what the flows take that."""

    place: Place
    owner: str  # flow.screen, or flow.notice
    action: str
    given: Type | None
    taken: Type | None
