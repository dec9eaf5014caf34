"""The keys of the YAML files: one class per block. JSON Schema and reference docs are made of this file."""

from __future__ import annotations

from functools import cached_property
from typing import Annotated, Any, Literal, Self

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


def _word_or_block(value: Any) -> str:
    return "<word>" if isinstance(value, str) else "<block>"


def _type_shape(value: Any) -> str:
    if isinstance(value, list):
        return "<list>"
    plain = isinstance(value, dict) and all(isinstance(each, str | list) for each in value.values())
    return "<record>" if plain and value else "<options>"


class Block(BaseModel):
    """A mapping with known keys. `at` tells where each of them stands."""

    model_config = ConfigDict(extra="forbid", strict=True, alias_generator=lambda name: name.rstrip("_"))
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
    with_: Annotated[
        Values, Field(description="Arguments whose name differs from the variable they take, as expressions.")
    ] = {}
    then: Annotated[dict[str, StepBlock], Field(description="What follows each outcome of the action.")] = {}
    say: Annotated[str | None, Field(description="Text above the next screen.")] = None
    send: Annotated[str | None, Field(description="File to send first: an expression or address.")] = None
    go: Annotated[str | None, Field(description="Screen to move to: `screen`, or `flow.screen`.")] = None
    back: Annotated[Yes | None, Field(description="Return to the previous screen.")] = None
    call: Annotated[str | None, Field(description="Flow to enter; it comes back with return or cancel.")] = (
        None
    )
    return_: Annotated[
        Yes | str | None, Field(description="Leave the called flow, with the value of an expression or none.")
    ] = None
    cancel: Annotated[Yes | None, Field(description="Leave the called flow without a value.")] = None


class ButtonBlock(StepBlock):
    """A button. What it does is its identity; two that do the same on one screen need an `id`."""

    text: Annotated[str, Field(description="Label; may contain {{ expressions }}.")]
    id: Annotated[
        str, Field(description="Name of the button, where two do the same.", pattern=r"^[a-z][a-z0-9_]*$")
    ] = ""
    when: Annotated[Value, Field(description="Condition: the button exists only where it holds.")] = None
    otherwise: Annotated[
        str | None, Field(description="Said to a press that comes when `when` holds no longer.")
    ] = None
    confirm: Annotated[str | None, Field(description="Question to answer with yes before the step.")] = None
    url: Annotated[str | None, Field(description="Web address that the button opens.")] = None
    style: Annotated[Style, Field(description="Look of the button.")] = "plain"
    columns: Annotated[int | None, Field(description="Width, 1 to 6 of 6 columns.", ge=1, le=6)] = None


class RowBlock(StepBlock):
    """One tappable row of a list; `row` is the record in its texts."""

    text: Annotated[str, Field(description="Label of the row.")]
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
        Annotated[
            Annotated[Literal["cancel"], Tag("<word>")] | Annotated[StepBlock, Tag("<block>")],
            Discriminator(_word_or_block),
        ]
        | None,
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


class ScreenBlock(StepBlock):
    """One screen. It shows a text with buttons, asks a question, or lists records."""

    renamed: FormerNames = []
    text: Annotated[str | None, Field(description="What the screen says.")] = None
    picture: Annotated[str | None, Field(description="Picture to show: an expression or address.")] = None
    file: Annotated[str | None, Field(description="File to show: an expression or an address.")] = None
    buttons: Annotated[list[ButtonBlock], Field(description="Buttons from top to bottom.")] = []
    ask: Annotated[str | None, Field(description="Field that stores the typed answer.")] = None
    check: Annotated[CheckBlock | None, Field(description="What the answer must be.")] = None
    list_: Annotated[str | None, Field(description="Action that answers the rows, page by page.")] = None
    row: Annotated[RowBlock | None, Field(description="How a row looks and what its tap does.")] = None
    line: Annotated[
        str | None, Field(description="Line of text for each record of the list; `row` is the record.")
    ] = None
    page_size: Annotated[int | None, Field(description="Rows of one page.", ge=1)] = None
    empty: Annotated[StepBlock | None, Field(description="What happens when the list has no rows.")] = None
    open_single: Annotated[bool, Field(description="Open the only row as if it were tapped.")] = False
    load: Annotated[
        dict[
            str,
            Annotated[
                Annotated[str, Tag("<word>")] | Annotated[LoadBlock, Tag("<block>")],
                Discriminator(_word_or_block),
            ],
        ],
        Field(description="Records read each time the screen is shown: name -> action."),
    ] = {}
    missing: Annotated[
        StepBlock | None, Field(description="What happens when a record to load does not exist.")
    ] = None
    switch: Annotated[str | None, Field(description="Expression of a closed list that chooses the case.")] = (
        None
    )
    cases: Annotated[
        dict[str, CaseBlock | None], Field(description="Text and buttons for each value of the switch.")
    ] = {}


TypeName = Annotated[
    str | Annotated[list[str], Field(min_length=1, max_length=1)],
    Field(description="Name of a type, or [name] for a list of it."),
]


class FlowFile(Block):
    """A file of `flows/`: one flow."""

    flow: Annotated[str, Field(description="Name of the flow.", pattern=r"^[a-z][a-z0-9_]*$")]
    renamed: FormerNames = []
    roles: Annotated[list[str], Field(description="Roles that may enter; none: everybody.")] = []
    takes: Annotated[dict[str, TypeName], Field(description="Fields that a caller fills.")] = {}
    data: Annotated[dict[str, TypeName], Field(description="Fields that the flow keeps.")] = {}
    screens: Annotated[
        dict[str, ScreenBlock], Field(description="Screens; a call enters at the first.", min_length=1)
    ]


class OptionBlock(Block):
    """How a value of a closed list is shown."""

    label: Annotated[str, Field(description="Its name for people.")] = ""
    icon: Annotated[str, Field(description="An emoji that stands for it.")] = ""


class WordBlock(StepBlock):
    """Typed words that do something on every screen."""

    words: Annotated[list[str], Field(description="Words or phrases, in any case.", min_length=1)]


class IdleBlock(StepBlock):
    """What happens after a time of silence."""

    after: Annotated[str, Field(description="Duration: `30 min`, `2 hours`.")]


class ConfirmBlock(Block):
    """The answers of a confirmation."""

    yes: Annotated[str | None, Field(description="Label of yes.")] = None
    no: Annotated[str | None, Field(description="Label of no.")] = None


class PagesBlock(Block):
    """The buttons that turn pages."""

    next: Annotated[str | None, Field(description="Label of the next page.")] = None
    previous: Annotated[str | None, Field(description="Label of the previous page.")] = None


class EverywhereBlock(Block):
    """What is valid on every screen."""

    words: Annotated[list[WordBlock], Field(description="Typed words and what they do.")] = []
    bottom: Annotated[list[ButtonBlock], Field(description="Buttons below every screen.")] = []
    typed: Annotated[StepBlock | None, Field(description="For a `text` typed where nothing is asked.")] = None
    idle: Annotated[IdleBlock | None, Field(description="What happens after a silence.")] = None
    not_understood: Annotated[str | None, Field(description="Said to what nobody understands.")] = None
    stale: Annotated[str | None, Field(description="Said to the press of an old button.")] = None
    failed: Annotated[str | None, Field(description="Said when an action fails; has error.id.")] = None
    stranger: Annotated[str | None, Field(description="Said to people without a role.")] = None
    confirm: Annotated[ConfirmBlock, Field(description="Labels of yes and no.")] = ConfirmBlock()
    pages: Annotated[PagesBlock, Field(description="Labels for turning pages.")] = PagesBlock()


class PersonBlock(Block):
    """A sample person: a phone of the demo, and who scenarios and previews can speak as."""

    name: Annotated[str, Field(description="How the bot addresses this person.")] = ""
    role: Annotated[str, Field(description="Role; none: a stranger.")] = ""
    email: Annotated[str, Field(description="E-mail address.")] = ""
    language: Annotated[str, Field(description="Language of the texts; none: the bot's.")] = ""
    attributes: Annotated[dict[str, str], Field(description="What the plug-ins want to know of people.")] = {}


class Front(Block):
    """flows.yaml: the front page of a bot."""

    format: Annotated[Literal[1], Field(description="Version of the flow language.")]
    bot: Annotated[str, Field(description="Name of the bot.", min_length=1)]
    id: Annotated[
        str,
        Field(
            description="Name in the store and in addresses; none: made from `bot`, and so lost with it.",
            pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$",
        ),
    ] = ""
    language: Annotated[str, Field(description="Language of the texts in the flows.")] = "en"
    timezone: Annotated[str, Field(description="Time zone of dates and times.")] = "Europe/Berlin"
    start: Annotated[str, Field(description="First screen: `flow.screen`.")]
    actions: Annotated[list[str], Field(description="Python packages with plug-ins.")] = []
    types: Annotated[
        dict[
            str,
            Annotated[
                Annotated[list[str], Tag("<list>")]
                | Annotated[dict[str, OptionBlock | None], Tag("<options>")]
                | Annotated[dict[str, TypeName], Tag("<record>")],
                Discriminator(_type_shape),
            ],
        ],
        Field(description="Closed lists of values, and records: field -> type."),
    ] = {}
    roles: Annotated[dict[str, list[str]], Field(description="Role -> actions it may run (with *).")] = {}
    operators: Annotated[list[str], Field(description="Roles with all web pages; default: the first.")] = []
    everywhere: Annotated[EverywhereBlock, Field(description="Valid on every screen.")] = EverywhereBlock()
    people: Annotated[
        dict[str, PersonBlock], Field(description="Sample people for demo, scenarios and previews.")
    ] = {}
    theme: Annotated[
        dict[Style, Annotated[str, Field(pattern=r"^#[0-9A-Fa-f]{6}( on #[0-9A-Fa-f]{6})?$")]],
        Field(description='Style -> colour: "#RRGGBB" of the text, or "#RRGGBB on #RRGGBB".'),
    ] = {}
