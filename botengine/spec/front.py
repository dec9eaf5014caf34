"""The keys of flows.yaml, the front page of a bot: one class per block."""

# ruff: noqa: RUF012 - defaults are never changed

from typing import Annotated, Literal

from msgspec import Meta

from botengine.messages import Style
from botengine.spec.blocks import Block
from botengine.spec.model import AfterBlock, ButtonBlock, Columns, StepBlock, TypeName

Colours = Annotated[
    str,
    Meta(
        pattern=r"#[0-9A-Fa-f]{6}( on #[0-9A-Fa-f]{6})?",
        extra={"hint": 'write "#1A2B3C", or "#1A2B3C on #FFFFFF"'},
    ),
]
Slug = Annotated[
    str,
    Meta(
        pattern=r"[a-z0-9]+(-[a-z0-9]+)*", extra={"hint": "write small letters and digits, joined by hyphens"}
    ),
]


class OptionBlock(Block):
    """How a value of a closed list is shown."""

    label: str = ""
    """Its name for people."""
    icon: str = ""
    """An emoji that stands for it."""


class WordBlock(StepBlock):
    """Typed words that do something on every screen."""

    words: Annotated[list[str], Meta(min_length=1)]
    """Words or phrases, in any case."""


class ConfirmBlock(Block):
    """The answers of a confirmation."""

    yes: str | None = None
    """Label of yes."""
    no: str | None = None
    """Label of no."""


class PagesBlock(Block):
    """The buttons that turn pages."""

    next: str | None = None
    """Label of the next page."""
    previous: str | None = None
    """Label of the previous page."""


class ShareBlock(Block):
    """The buttons that share something of the person's phone."""

    phone: str | None = None
    """Label that shares the phone number."""
    location: str | None = None
    """Label that opens the map."""


class EverywhereBlock(Block):
    """What is valid on every screen."""

    words: list[WordBlock] = []
    """Typed words and what they do."""
    bottom: list[ButtonBlock] = []
    """Buttons below every screen."""
    typed: StepBlock | None = None
    """For a `text` typed where nothing is asked."""
    idle: AfterBlock | None = None
    """What happens after a silence."""
    not_understood: str | None = None
    """Said to what nobody understands."""
    stale: str | None = None
    """Said to the press of an old button."""
    failed: str | None = None
    """Said when an action fails; has error.id."""
    stranger: str | None = None
    """Said to strangers; has request.code."""
    admitted: str | None = None
    """Said to people who were just let in."""
    refused: str | None = None
    """Said to people who were not let in."""
    digest: str | None = None
    """Above the lines of several notices; has count."""
    more: str | None = None
    """Below them, where not all are shown; has count."""
    confirm: ConfirmBlock = ConfirmBlock()
    """Labels of yes and no."""
    pages: PagesBlock = PagesBlock()
    """Labels for turning pages."""
    share: ShareBlock = ShareBlock()
    """Labels for sharing."""


class PersonBlock(Block):
    """A sample person: a phone of the demo, and who scenarios and previews can speak as."""

    name: str = ""
    """How the bot addresses this person."""
    role: str = ""
    """Role; none: a stranger."""
    email: str = ""
    """E-mail address."""
    language: str = ""
    """Language of the texts; none: the bot's."""
    attributes: dict[str, str] = {}
    """What the plug-ins want to know of people."""


class LookBlock(Block):
    """How the buttons of a style look."""

    colours: Colours = ""
    """Text and button: "#RRGGBB on #RRGGBB"."""
    size: Literal["s", "m", "l"] | None = None
    """Size of the letters."""
    columns: Columns | None = None
    """Width, 1 to 6 columns."""


class Front(Block):
    """flows.yaml: the front page of a bot."""

    format: Literal[1]
    """Version of the flow language."""
    bot: Annotated[str, Meta(min_length=1)]
    """Name of the bot."""
    id: Slug = ""
    """Name in the store and in addresses; none: made from `bot`, and so lost with it."""
    language: str = "en"
    """Language of the texts in the flows."""
    timezone: str = "Europe/Berlin"
    """Time zone of dates and times."""
    start: str
    """First screen: `flow.screen`."""
    actions: list[str] = []
    """Python packages with plug-ins."""
    types: dict[str, dict[str, OptionBlock | None] | dict[str, TypeName] | list[str]] = {}
    """Closed lists of values, and records: field -> type."""
    roles: dict[str, list[str]] = {}
    """Role -> actions it may run (with *)."""
    operators: list[str] = []
    """Roles with all web pages; default: the first."""
    everywhere: EverywhereBlock = EverywhereBlock()
    """Valid on every screen."""
    people: dict[str, PersonBlock] = {}
    """Sample people for demo, scenarios and previews."""
    theme: dict[Style, Colours | LookBlock] = {}
    """Style -> "#RRGGBB" of the text or "#RRGGBB on #RRGGBB", or a block with sizes."""
