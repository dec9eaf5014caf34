"""The keys of flow files: one class per block. JSON Schema and reference docs are made of these classes."""

from __future__ import annotations

from functools import cached_property
from typing import Annotated, Any, Literal, Self, TypeVar

from pydantic import (
    BaseModel,
    ConfigDict,
    Discriminator,
    Field,
    ModelWrapValidatorHandler,
    PrivateAttr,
    Tag,
    model_validator,
)

from botengine.messages import Style
from botengine.spec.source import Map

Value = str | int | float | bool | None
Values = dict[str, Value]
Yes = Literal[True]


ShortT = TypeVar("ShortT")
BlockT = TypeVar("BlockT")


def key_of(name: str) -> str:
    return name.rstrip("_")


def _form(value: Any) -> str:
    return "<block>" if isinstance(value, dict) else "<word>"


Either = Annotated[Annotated[ShortT, Tag("<word>")] | Annotated[BlockT, Tag("<block>")], Discriminator(_form)]


class Block(BaseModel):
    """A mapping with known keys. `at` tells where each of them stands."""

    model_config = ConfigDict(extra="forbid", strict=True, defer_build=True, alias_generator=key_of)
    _source: Map = PrivateAttr()

    @cached_property
    def at(self) -> Map:
        """The YAML mapping that the block was read from; an empty one for a block that is not there."""
        return self._source if self.__pydantic_private__ else Map()

    @model_validator(mode="wrap")
    @classmethod
    def _remember(cls, data: Any, handler: ModelWrapValidatorHandler[Self]) -> Self:
        if isinstance(data, Map):
            data.shape = cls
        made = handler(data)
        if isinstance(data, Map):
            made._source = data  # noqa: SLF001 - its own class
        return made


class StepBlock(Block):
    """What happens next, in this order: set, keep, do, say, send, a move (go, back, call, return, cancel)."""

    set_: Annotated[Values, Field(description="Fields to fill, each with an expression.")] = {}
    keep: Annotated[str, Field(description="Field for the row, the action's or a called flow's answer.")] = ""
    do: Annotated[str | None, Field(description="Action to run; its outcome chooses what follows.")] = None
    with_: Annotated[Values, Field(description="Arguments that differ in name from their variable.")] = {}
    then: Annotated[dict[str, StepBlock], Field(description="What follows each outcome of the action.")] = {}
    say: Annotated[str | None, Field(description="Text above the next screen.")] = None
    send: Annotated[str | None, Field(description="File to send first: an expression or address.")] = None
    go: Annotated[str | None, Field(description="Screen to move to: `screen`, or `flow.screen`.")] = None
    back: Annotated[Yes | None, Field(description="Return to the previous screen.")] = None
    call: Annotated[str | None, Field(description="Flow to enter; return or cancel comes back.")] = None
    return_: Annotated[Yes | str | None, Field(description="Leave the called flow, with a value.")] = None
    cancel: Annotated[Yes | None, Field(description="Leave the called flow without a value.")] = None


class ButtonBlock(StepBlock):
    """A button. What it does is its identity; two that do the same on one screen need an `id`."""

    text: Annotated[str, Field(description="Label; may contain {{ expressions }}.")]
    id: Annotated[str, Field(description="Name, where two do the same.", pattern=r"^[a-z][a-z0-9_]*$")] = ""
    when: Annotated[Value, Field(description="Condition: the button exists only where it holds.")] = None
    otherwise: Annotated[str | None, Field(description="Said to a press too late for `when`.")] = None
    confirm: Annotated[str | None, Field(description="Question to answer with yes before the step.")] = None
    url: Annotated[str | None, Field(description="Web address that the button opens.")] = None
    picture: Annotated[str | None, Field(description="Picture on it: an expression or address.")] = None
    style: Annotated[Style, Field(description="Look of the button.")] = "plain"
    columns: Annotated[int | None, Field(description="Width, 1 to 6 of 6 columns.", ge=1, le=6)] = None


class RowBlock(StepBlock):
    """One tappable row of a list; `row` is the record in its texts."""

    text: Annotated[str, Field(description="Label of the row.")]
    picture: Annotated[str | None, Field(description="Picture of it: an expression or address.")] = None
    button: Annotated[str | None, Field(description="What a tap does, on a tile of a carousel.")] = None
    style: Annotated[Style, Field(description="Look of the row.")] = "row"


class CheckBlock(Block):
    """What an answer must be."""

    type: Annotated[str | None, Field(description="Type of the answer, if narrower than its field.")] = None
    min_length: Annotated[int | None, Field(description="Fewest characters.", ge=0)] = None
    max_length: Annotated[int | None, Field(description="Most characters.", ge=1)] = None
    min: Annotated[float | None, Field(description="Least number (money: in the smallest coin).")] = None
    max: Annotated[float | None, Field(description="Greatest number (money: in the smallest coin).")] = None
    pattern: Annotated[str, Field(description="Regular expression for the whole answer.")] = ""
    otherwise: Annotated[str | None, Field(description="What is said to a wrong answer.")] = None
    tries: Annotated[int, Field(description="Wrong answers until `then`; 0: no limit.", ge=0)] = 0
    then: Annotated[
        Either[Literal["cancel"], StepBlock] | None,
        Field(description="What happens after the last try; `cancel` is short for {cancel: true}."),
    ] = None


class LoadBlock(Block):
    """A record to read, with arguments."""

    do: Annotated[str, Field(description="Action that answers the record.")]
    with_: Annotated[Values, Field(description="Its arguments, as expressions.")] = {}


class CaseBlock(Block):
    """One value of the `switch`."""

    text: Annotated[str | None, Field(description="Text instead of the screen's.")] = None
    buttons: Annotated[list[ButtonBlock], Field(description="Buttons above the screen's.")] = []


FormerNames = Annotated[
    str | list[str], Field(description="Former name, or names, oldest first: chats go on where they are.")
]


class AfterBlock(StepBlock):
    """What happens after a time of silence."""

    after: Annotated[str, Field(description="Duration: `30 min`, `2 hours`.")]


Loads = Annotated[
    dict[str, Either[str, LoadBlock]],
    Field(description="Records read each time this is shown: name -> action."),
]


class ScreenBlock(StepBlock):
    """One screen. It shows a text with buttons, asks a question, or lists records."""

    renamed: FormerNames = []
    text: Annotated[str | None, Field(description="What the screen says.")] = None
    picture: Annotated[str | None, Field(description="Picture to show: an expression or address.")] = None
    file: Annotated[str | None, Field(description="File to show: an expression or an address.")] = None
    buttons: Annotated[list[ButtonBlock], Field(description="Buttons from top to bottom.")] = []
    ask: Annotated[str | None, Field(description="Field that stores the typed answer.")] = None
    share: Annotated[bool, Field(description="Offer to share the person's own phone number.")] = False
    check: Annotated[CheckBlock | None, Field(description="What the answer must be.")] = None
    list_: Annotated[str | None, Field(description="Action that answers the rows, page by page.")] = None
    as_: Annotated[Literal["rows", "carousel"], Field(description="Rows of keys, or tiles.")] = "rows"
    row: Annotated[RowBlock | None, Field(description="How a row looks and what its tap does.")] = None
    line: Annotated[str | None, Field(description="Line of text for each record, named `row`.")] = None
    page_size: Annotated[int | None, Field(description="Rows of one page.", ge=1)] = None
    empty: Annotated[StepBlock | None, Field(description="What happens when the list has no rows.")] = None
    open_single: Annotated[bool, Field(description="Open the only row as if it were tapped.")] = False
    load: Loads = {}
    missing: Annotated[StepBlock | None, Field(description="For a record that is not there.")] = None
    switch: Annotated[str | None, Field(description="Value of a closed list: the case.")] = None
    cases: Annotated[dict[str, CaseBlock | None], Field(description="One for each value of the switch.")] = {}
    remind: Annotated[
        Either[list[AfterBlock], AfterBlock] | None,
        Field(description="What happens when the person does nothing here for a time; one, or a list."),
    ] = None


TypeName = Annotated[
    str | Annotated[list[str], Field(min_length=1, max_length=1)],
    Field(description="Name of a type, or [name] for a list of it."),
]


class NoticeBlock(Block):
    """What people are told when something happens outside the chat."""

    renamed: FormerNames = []
    label: Annotated[str, Field(description="Its name where people switch it on and off.")]
    takes: Annotated[dict[str, TypeName], Field(description="What the event brings.")] = {}
    load: Loads = {}
    text: Annotated[str, Field(description="The message.")]
    line: Annotated[str | None, Field(description="Line in a digest; else the text's first.")] = None
    roles: Annotated[list[str], Field(description="Roles that are told; none: those of the flow.")] = []
    default: Annotated[bool, Field(description="false: only for people who switch it on.")] = True
    buttons: Annotated[list[ButtonBlock], Field(description="Buttons above those on screen.")] = []


class DataBlock(Block):
    """A field that is not empty to begin with."""

    type: TypeName
    default: Annotated[Value | list[Value], Field(description="What it holds until something is stored.")]


class FlowFile(Block):
    """A file of `flows/`: one flow."""

    flow: Annotated[str, Field(description="Name of the flow.", pattern=r"^[a-z][a-z0-9_]*$")]
    renamed: FormerNames = []
    roles: Annotated[list[str], Field(description="Roles that may enter; none: everybody.")] = []
    takes: Annotated[dict[str, TypeName], Field(description="Fields that a caller fills.")] = {}
    data: Annotated[
        dict[str, Either[TypeName, DataBlock]], Field(description="Fields that the flow keeps.")
    ] = {}
    screens: Annotated[dict[str, ScreenBlock], Field(description="A call enters at the first.", min_length=1)]
    notices: Annotated[dict[str, NoticeBlock], Field(description="What people are told.")] = {}
