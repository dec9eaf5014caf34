"""The keys of flow files: one class per block. JSON Schema and reference docs are made of these classes."""

# ruff: noqa: RUF012 - defaults are never changed

from __future__ import annotations

from typing import Annotated, Literal

from msgspec import Meta

from botengine.messages import Style
from botengine.spec.blocks import Block

Value = str | int | float | bool | None
Values = dict[str, Value]
Yes = Literal[True]
Name = Annotated[
    str,
    Meta(
        pattern=r"[a-z][a-z0-9_]*",
        extra={"hint": "begin with a small letter; then small letters, digits and _"},
    ),
]
Columns = Annotated[int, Meta(ge=1, le=6)]
Count = Annotated[int, Meta(ge=0)]
Most = Annotated[int, Meta(ge=1)]
TypeName = Annotated[
    str | Annotated[list[str], Meta(min_length=1, max_length=1)],
    Meta(description="Name of a type, or [name] for a list of it."),
]
FormerNames = str | list[str]
MOVES = ("go", "back", "call", "return", "cancel")


class StepBlock(Block):
    """What happens next, in this order: set, keep, do, say, send, a move (go, back, call, return, cancel)."""

    needs = {"then": "do", "with": "do go call list"}
    set_: Values = {}
    """Fields to fill, each with an expression."""
    keep: str = ""
    """Field for the row, the action's or a called flow's answer."""
    do: str | None = None
    """Action to run; its outcome chooses what follows."""
    with_: Values = {}
    """Arguments that differ in name from their variable."""
    then: dict[str, StepBlock] = {}
    """What follows each outcome of the action."""
    say: str | None = None
    """Text above the next screen."""
    send: str | None = None
    """File to send first: an expression or address."""
    go: str | None = None
    """Screen to move to: `screen`, or `flow.screen`."""
    back: Yes | None = None
    """Return to the previous screen."""
    call: str | None = None
    """Flow to enter; return or cancel comes back."""
    return_: Yes | str | None = None
    """Leave the called flow, with a value or none."""
    cancel: Yes | None = None
    """Leave the called flow without a value."""


class ButtonBlock(StepBlock):
    """A button. What it does is its identity; two that do the same on one screen need an `id`."""

    needs = {"otherwise": "when"}
    text: str
    """Label; may contain {{ expressions }}."""
    id: Name = ""
    """Name of the button, where two do the same."""
    when: Value = None
    """Condition: the button exists only where it holds."""
    otherwise: str | None = None
    """Said to a press too late for `when`."""
    confirm: str | None = None
    """Question to answer with yes before the step."""
    url: str | None = None
    """Web address that the button opens."""
    picture: str | None = None
    """Picture on it: an expression or address."""
    style: Style = "plain"
    """Look of the button."""
    columns: Columns | None = None
    """Width, 1 to 6 of 6 columns."""


class RowBlock(StepBlock):
    """One tappable row of a list; `row` is the record in its texts."""

    text: str
    """Label of the row."""
    picture: str | None = None
    """Picture of it: an expression or address."""
    button: str | None = None
    """What a tap does, on a tile of a carousel."""
    style: Style = "row"
    """Look of the row."""


class CheckBlock(Block):
    """What an answer must be."""

    needs = {"then": "tries"}
    type: str | None = None
    """Type of the answer, if narrower than its field."""
    min_length: Count | None = None
    """Fewest characters."""
    max_length: Most | None = None
    """Most characters."""
    min: float | None = None
    """Least number (money: in the smallest coin)."""
    max: float | None = None
    """Greatest number (money: in the smallest coin)."""
    pattern: str = ""
    """Regular expression for the whole answer."""
    otherwise: str | None = None
    """What is said to a wrong answer."""
    tries: Count = 0
    """Wrong answers until `then`; 0: no limit."""
    then: Literal["cancel"] | StepBlock | None = None
    """What happens after the last try; `cancel` is short for {cancel: true}."""


class LoadBlock(Block):
    """A record to read, with arguments."""

    do: str
    """Action that answers the record."""
    with_: Values = {}
    """Its arguments, as expressions."""


class CaseBlock(Block):
    """One value of the `switch`."""

    text: str | None = None
    """Text instead of the screen's."""
    buttons: list[ButtonBlock] = []
    """Buttons above the screen's."""


class AfterBlock(StepBlock):
    """What happens after a time of silence."""

    after: str
    """Duration: `30 min`, `2 hours`."""


Loads = dict[str, str | LoadBlock]


class ScreenBlock(StepBlock):
    """One screen. It shows a text with buttons, asks a question, or lists records."""

    needs = {
        **dict.fromkeys(("set", "keep", "do", "then", "say", "send", *MOVES, "check", "share"), "ask"),
        **dict.fromkeys(("row", "line", "page_size", "empty"), "list"),
        "list": "row line", "with": "list ask", "open_single": "row", "as": "row", "missing": "load",
        "switch": "cases", "cases": "switch",
    }  # fmt: skip
    renamed: FormerNames = []
    """Former name, or names, oldest first: chats go on where they are."""
    text: str | None = None
    """What the screen says."""
    picture: str | None = None
    """Picture to show: an expression or address."""
    file: str | None = None
    """File to show: an expression or an address."""
    buttons: list[ButtonBlock] = []
    """Buttons from top to bottom."""
    ask: str | None = None
    """Field that stores the typed answer."""
    share: bool = False
    """Offer to share the person's own phone number."""
    check: CheckBlock | None = None
    """What the answer must be."""
    list_: str | None = None
    """Action that answers the rows, page by page."""
    as_: Literal["rows", "carousel"] = "rows"
    """Rows of keys, or tiles."""
    row: RowBlock | None = None
    """How a row looks and what its tap does."""
    line: str | None = None
    """Line of text for each record, named `row`."""
    page_size: Most | None = None
    """Rows of one page."""
    empty: StepBlock | None = None
    """What happens when the list has no rows."""
    open_single: bool = False
    """Open the only row as if it were tapped."""
    load: Loads = {}
    """Records read each time this is shown: name -> action."""
    missing: StepBlock | None = None
    """What happens when a record to load does not exist."""
    switch: str | None = None
    """Expression of a closed list that chooses the case."""
    cases: dict[str, CaseBlock | None] = {}
    """Text and buttons for each value of the switch."""
    remind: list[AfterBlock] | AfterBlock | None = None
    """What happens when the person does nothing here for a time; one, or a list."""


class NoticeBlock(Block):
    """What people are told when something happens outside the chat."""

    renamed: FormerNames = []
    """Former name, or names, oldest first: chats go on where they are."""
    label: str
    """Its name where people switch it on and off."""
    takes: dict[str, TypeName] = {}
    """What the event brings."""
    load: Loads = {}
    """Records read each time this is shown: name -> action."""
    text: str
    """The message."""
    line: str | None = None
    """One line instead, among others; else the text's first."""
    roles: list[str] = []
    """Roles that are told; none: those of the flow."""
    default: bool = True
    """false: only for people who switch it on."""
    buttons: list[ButtonBlock] = []
    """Buttons above those on screen."""


class DataBlock(Block):
    """A field that is not empty to begin with."""

    type: TypeName
    """Name of a type, or [name] for a list of it."""
    default: Value | list[Value]
    """What it holds until something is stored."""


class FlowFile(Block):
    """A file of `flows/`: one flow."""

    flow: Name
    """Name of the flow."""
    renamed: FormerNames = []
    """Former name, or names, oldest first: chats go on where they are."""
    roles: list[str] = []
    """Roles that may enter; none: everybody."""
    takes: dict[str, TypeName] = {}
    """Fields that a caller fills."""
    data: dict[str, TypeName | DataBlock] = {}
    """Fields that the flow keeps."""
    screens: Annotated[dict[str, ScreenBlock], Meta(min_length=1)]
    """Screens; a call enters at the first."""
    notices: dict[str, NoticeBlock] = {}
    """Outside events that people are told about."""
