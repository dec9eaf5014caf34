"""What flows must know about an action; made by the registry of plug-ins."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from botengine.spec.types import Type
from botengine.values import Effect


@dataclass(frozen=True, slots=True)
class Parameter:
    """One argument that flows supply; `type` None: the function does not say."""

    type: Type | None = None
    required: bool = True


@dataclass(frozen=True, slots=True)
class Signature:
    """An action as flows see it. `outcomes` are without "failed", which every action has.

    `returns`: type of the answer, or of one row where `pages`; None: unknown, or one per outcome.
    """

    name: str
    parameters: Mapping[str, Parameter] = field(default_factory=dict)
    outcomes: tuple[str, ...] = ("ok",)
    returns: Type | None = None
    pages: bool = False
    effect: Effect = "read"
