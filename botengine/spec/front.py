"""The keys of flows.yaml, the front page of a bot: one class per block."""

# ruff: noqa: RUF012 - pydantic gives every block its own copy of a default

from typing import Annotated, Any, Literal

from pydantic import Discriminator, Field, Tag

from botengine.messages import Style
from botengine.spec.model import AfterBlock, Block, ButtonBlock, Either, StepBlock, TypeName

COLOURS = r"^#[0-9A-Fa-f]{6}( on #[0-9A-Fa-f]{6})?$"


def _type_shape(value: Any) -> str:
    if isinstance(value, list):
        return "<list>"
    plain = isinstance(value, dict) and all(isinstance(each, str | list) for each in value.values())
    return "<record>" if plain and value else "<options>"


class OptionBlock(Block):
    """How a value of a closed list is shown."""

    label: Annotated[str, Field(description="Its name for people.")] = ""
    icon: Annotated[str, Field(description="An emoji that stands for it.")] = ""


class WordBlock(StepBlock):
    """Typed words that do something on every screen."""

    words: Annotated[list[str], Field(description="Words or phrases, in any case.", min_length=1)]


class ConfirmBlock(Block):
    """The answers of a confirmation."""

    yes: Annotated[str | None, Field(description="Label of yes.")] = None
    no: Annotated[str | None, Field(description="Label of no.")] = None


class PagesBlock(Block):
    """The buttons that turn pages."""

    next: Annotated[str | None, Field(description="Label of the next page.")] = None
    previous: Annotated[str | None, Field(description="Label of the previous page.")] = None


class ShareBlock(Block):
    """The buttons that share something of the person's phone."""

    phone: Annotated[str | None, Field(description="Label that shares the phone number.")] = None
    location: Annotated[str | None, Field(description="Label that opens the map.")] = None


class EverywhereBlock(Block):
    """What is valid on every screen."""

    words: Annotated[list[WordBlock], Field(description="Typed words and what they do.")] = []
    bottom: Annotated[list[ButtonBlock], Field(description="Buttons below every screen.")] = []
    typed: Annotated[StepBlock | None, Field(description="For a `text` typed where nothing is asked.")] = None
    idle: Annotated[AfterBlock | None, Field(description="What happens after a silence.")] = None
    not_understood: Annotated[str | None, Field(description="Said to what nobody understands.")] = None
    stale: Annotated[str | None, Field(description="Said to the press of an old button.")] = None
    failed: Annotated[str | None, Field(description="Said when an action fails; has error.id.")] = None
    stranger: Annotated[str | None, Field(description="Said to strangers; has request.code.")] = None
    admitted: Annotated[str | None, Field(description="Said to people who were just let in.")] = None
    refused: Annotated[str | None, Field(description="Said to people who were not let in.")] = None
    digest: Annotated[str | None, Field(description="Above the lines of several notices; has count.")] = None
    more: Annotated[str | None, Field(description="Below them, where not all are shown; has count.")] = None
    confirm: Annotated[ConfirmBlock, Field(description="Labels: yes, no.")] = ConfirmBlock.model_construct()
    pages: Annotated[PagesBlock, Field(description="Labels to turn pages.")] = PagesBlock.model_construct()
    share: Annotated[ShareBlock, Field(description="Labels for sharing.")] = ShareBlock.model_construct()


class PersonBlock(Block):
    """A sample person: a phone of the demo, and who scenarios and previews can speak as."""

    name: Annotated[str, Field(description="How the bot addresses this person.")] = ""
    role: Annotated[str, Field(description="Role; none: a stranger.")] = ""
    email: Annotated[str, Field(description="E-mail address.")] = ""
    language: Annotated[str, Field(description="Language of the texts; none: the bot's.")] = ""
    attributes: Annotated[dict[str, str], Field(description="What the plug-ins want to know of people.")] = {}


class LookBlock(Block):
    """How the buttons of a style look."""

    colours: Annotated[str, Field(description='"#RRGGBB on #RRGGBB": text and button.', pattern=COLOURS)] = ""
    size: Annotated[Literal["s", "m", "l"] | None, Field(description="Size of the letters.")] = None
    columns: Annotated[int | None, Field(description="Width, 1 to 6 columns.", ge=1, le=6)] = None


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
    everywhere: Annotated[EverywhereBlock, Field(description="Valid on every screen.")] = (
        EverywhereBlock.model_construct()
    )
    people: Annotated[
        dict[str, PersonBlock], Field(description="Sample people for demo, scenarios and previews.")
    ] = {}
    theme: Annotated[
        dict[Style, Either[Annotated[str, Field(pattern=COLOURS)], LookBlock]],
        Field(description='Style -> "#RRGGBB" of the text or "#RRGGBB on #RRGGBB", or a block with sizes.'),
    ] = {}
