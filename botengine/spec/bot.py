"""The checked Bot: what `build.py` makes of the YAML and all that the engine ever reads. Pure values."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from functools import cached_property
from typing import Any, Literal

from botengine.messages import MAX_ROWS, Style
from botengine.spec.former import Former
from botengine.spec.moves import Expr, Step, Text
from botengine.spec.places import Place
from botengine.spec.types import Type
from botengine.values import User


@dataclass(frozen=True, slots=True)
class Button:
    """`id` names what the button does, unique on its screen: `orders.mark_paid`, `go:orders.search`."""

    id: str
    text: Text
    step: Step
    place: Place
    when: Expr | None = None
    otherwise: Text | None = None  # said to a press that comes when `when` holds no longer
    confirm: Text | None = None
    url: Text | None = None
    style: Style = "plain"
    columns: int = 0  # 0: the layout decides
    picture: Expr | None = None


@dataclass(frozen=True, slots=True)
class Check:
    """What an answer must be, beyond the type of its field. `otherwise` is said if it is not."""

    type: Type
    min_length: int | None = None
    max_length: int | None = None
    minimum: float | None = None
    maximum: float | None = None
    pattern: str = ""
    otherwise: Text | None = None
    tries: int = 0  # 0: as often as needed
    then: Step | None = None  # after the last try


@dataclass(frozen=True, slots=True)
class Ask:
    """A question: the answer goes into `field`, then `step` happens. `share`: a button answers it, too."""

    field: str
    check: Check
    step: Step
    share: Literal["", "share_phone", "location"] = ""


@dataclass(frozen=True, slots=True)
class Row:
    """One tappable row of a list; `row` is the record in its texts."""

    text: Text
    step: Step
    style: Style = "row"
    picture: Expr | None = None
    button: Text | None = None  # of a tile: the word of what a tap does


@dataclass(frozen=True, slots=True)
class Listing:
    """A list that a plug-in action fills, page by page: its records are rows to tap, lines of text, or both.
    `open_single`: one hit is opened as if tapped.
    """

    action: str
    values: Mapping[str, Expr]
    row_type: Type
    row: Row | None
    page_size: int
    empty: Step | None
    open_single: bool = False
    line: Text | None = None
    carousel: bool = False

    @property
    def step(self) -> Step | None:
        """What the tap on a row does."""
        return self.row.step if self.row else None


@dataclass(frozen=True, slots=True)
class Load:
    """A record read each time the screen is shown: `name` in its texts is what `action` answers."""

    name: str
    action: str
    values: Mapping[str, Expr]
    type: Type


@dataclass(frozen=True, slots=True)
class Case:
    """One value of the `switch`: its own text (else the screen's), and buttons before the screen's."""

    name: str
    text: Text | None
    buttons: tuple[Button, ...]
    place: Place


@dataclass(frozen=True, slots=True)
class Reminder:
    """What happens once when nobody has acted on the screen for `after` seconds."""

    after: float
    step: Step


@dataclass(frozen=True, slots=True)
class Screen:
    """One screen = one state of the machine, or one per case of its `switch`."""

    id: str  # flow.screen
    flow: str
    name: str
    place: Place
    text: Text | None
    buttons: tuple[Button, ...] = ()
    load: tuple[Load, ...] = ()
    missing: Step | None = None  # when a load answers nothing (deleted, or not this person's)
    switch: Expr | None = None
    cases: Mapping[str, Case] = field(default_factory=dict)
    ask: Ask | None = None
    listing: Listing | None = None
    picture: Expr | None = None  # a file, or its address, shown with the text
    file: Expr | None = None
    remind: tuple[Reminder, ...] = ()

    @property
    def states(self) -> tuple[str, ...]:
        """The machine's states of this screen: `orders.order.booked`, ... or just `orders.search`."""
        return tuple(f"{self.id}.{case}" for case in self.cases) if self.switch else (self.id,)


@dataclass(frozen=True, slots=True)
class NoticeSpec(Screen):
    """What people are told of an outside event; a screen of its own once one of its buttons is pressed."""

    label: Text | None = None  # its name where people switch it on and off
    takes: Mapping[str, Type] = field(default_factory=dict)  # what the event brings
    line: Text | None = None  # in a digest; without it the first line of `text`
    roles: frozenset[str] = frozenset()  # empty: everybody
    default: bool = True  # False: told only to those who switched it on


@dataclass(frozen=True, slots=True)
class Flow:
    """Screens that share data. `roles` empty: open to every role. The first screen is where `call` enters."""

    id: str
    place: Place
    roles: frozenset[str]
    takes: Mapping[str, Type]
    data: Mapping[str, Type]  # without `takes`
    screens: tuple[str, ...]  # full names, in the order of the file
    defaults: Mapping[str, Any] = field(default_factory=dict)  # of data, as JSON values

    @property
    def fields(self) -> Mapping[str, Type]:
        return {**self.takes, **self.data}


@dataclass(frozen=True, slots=True)
class Word:
    """Typed words (folded) that work on every screen."""

    words: tuple[str, ...]
    step: Step


@dataclass(frozen=True, slots=True)
class Everywhere:
    """What is valid on every screen, and the engine's own words."""

    words: tuple[Word, ...]
    bottom: tuple[Button, ...]
    typed: Step | None  # a text on a screen that asks for nothing; `text` is what was typed
    idle: Reminder | None
    said: Mapping[str, Text]  # by the words of words.yaml; those of strangers only where there are any


@dataclass(frozen=True, slots=True)
class Dress:
    """How a style looks: "#text" or "#text on #button", the size of its letters, its width in columns."""

    colours: str = ""
    size: Literal["", "s", "m", "l"] = ""
    columns: int = 0


@dataclass(frozen=True)
class Bot:
    """The whole bot, complete and free of errors."""

    name: str
    language: str
    start: str
    actions: tuple[str, ...]  # Python packages
    types: Mapping[str, Type]
    roles: Mapping[str, tuple[str, ...]]  # role -> patterns of action names
    everywhere: Everywhere
    flows: Mapping[str, Flow]
    screens: Mapping[str, Screen]  # by full name
    timezone: str = "Europe/Berlin"  # of dates and times in texts
    theme: Mapping[str, Dress] = field(default_factory=dict)  # by style
    people: Mapping[str, User] = field(default_factory=dict)  # samples for demo, scenarios and previews
    id: str = ""  # in the store and in addresses; "" is made from the name
    former: Former = field(default_factory=Former)
    operators: tuple[str, ...] = ("",)  # roles that may use all web pages
    notices: Mapping[str, NoticeSpec] = field(default_factory=dict)  # by full name: flow.notice

    @property
    def key(self) -> str:
        """What the bot is called in the store and in addresses: its `id`, or else made of its name."""
        return self.id or slug(self.name)

    @cached_property
    def places(self) -> Mapping[str, Screen]:
        """Where a person can be, by full name: the screens, and the notices while one is acted on."""
        return {**self.screens, **self.notices}

    @cached_property
    def states(self) -> Mapping[str, Screen]:
        """Every state of the machine (without confirmations) and its screen."""
        return {state: screen for screen in self.places.values() for state in screen.states}

    @cached_property
    def rows(self) -> int:
        """Rows that a screen may fill: one is kept free where notices put buttons on top."""
        return MAX_ROWS - any(notice.buttons for notice in self.notices.values())

    def may_run(self, role: str, action: str) -> bool:
        """Whether the role may run the action; a bot without roles lets everybody run everything."""
        return not self.roles or any(fnmatchcase(action, pattern) for pattern in self.roles.get(role, ()))

    def may_enter(self, role: str, flow: str) -> bool:
        """Whether the flow is open to the role."""
        return not self.flows[flow].roles or role in self.flows[flow].roles

    def may_be(self, role: str, here: Screen) -> bool:
        """Whether the role may stand there: its flow is open, and of a notice it is told."""
        return self.may_enter(role, here.flow) and (here.id in self.screens or self.may_hear(role, here.id))

    def may_hear(self, role: str, notice: str) -> bool:
        """Whether people of the role are told such a thing."""
        return not self.notices[notice].roles or role in self.notices[notice].roles

    def hears(self, user: User, notice: str) -> bool:
        """Whether the user is told such a thing: the role may be, and the switch is on."""
        name = self.former.present(notice)
        if name not in self.notices or not self.may_hear(user.role, name):
            return False
        return (name in self.moved(user)) != self.notices[name].default

    def moved(self, user: User) -> frozenset[str]:
        """Today's names of the notices whose switch the user has moved."""
        return frozenset(map(self.former.present, user.muted))


def slug(name: str) -> str:
    """A name for addresses: `Ticketshop Admin` becomes `ticketshop-admin`."""
    return re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-") or "bot"
