"""Steps as values: texts and expressions, moves, actions and what follows them. Part of the Bot."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from botengine.spec.places import Place


@dataclass(frozen=True, slots=True)
class Text:
    """A human text with `{{ expressions }}`, in the language of the flows."""

    source: str
    place: Place


@dataclass(frozen=True, slots=True)
class Expr:
    """A condition or value: one expression without braces."""

    source: str
    place: Place


@dataclass(frozen=True, slots=True)
class Go:
    """Move to a screen (full name `flow.screen`); `values` fill fields of the screen's flow first."""

    screen: str
    values: Mapping[str, Expr] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Call:
    """Enter a flow at its first screen; `return` and `cancel` come back to the calling screen."""

    flow: str
    values: Mapping[str, Expr] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Return:
    """Leave the called flow; `value` is what the caller's `keep` stores."""

    value: Expr | None = None


@dataclass(frozen=True, slots=True)
class Cancel:
    """Leave the called flow without a value."""


@dataclass(frozen=True, slots=True)
class Back:
    """Return to the previous screen of the history."""


Move = Go | Call | Return | Cancel | Back


@dataclass(frozen=True, slots=True)
class Do:
    """Run an action. `then` has what follows each outcome; `otherwise` all outcomes it does not name
    (but never `failed`: that falls to `everywhere.failed` unless `then` names it).
    """

    action: str
    values: Mapping[str, Expr]
    then: Mapping[str, Step]
    otherwise: Step


@dataclass(frozen=True, slots=True)
class Step:
    """What happens next, in this order: set, keep, do, say, send, move. No move: the same screen afresh.

    `id` is unique in the bot and stable: `orders.order/orders.mark_paid`, its outcomes `...:ok`.
    A step with `do` has its `say`, `send` and `move` inside `do.otherwise`.
    """

    id: str
    place: Place
    set: Mapping[str, Expr] = field(default_factory=dict)
    keep: str = ""  # field that stores the row, the action's value, or the called flow's value
    do: Do | None = None
    say: Text | None = None
    send: Expr | None = None  # a file or the address of one, as a message of its own
    move: Move | None = None

    @property
    def does_nothing(self) -> bool:
        return not (self.do or self.say or self.send or self.move)
