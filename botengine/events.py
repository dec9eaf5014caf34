"""What can happen to a conversation, in the words of no particular messenger."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

Verdict = Literal["admitted", "refused", "renewed"]


@dataclass(frozen=True, slots=True)
class Profile:
    """What the messenger tells about a person; everything but `id` is the person's own claim."""

    id: str
    name: str = ""
    language: str = ""
    country: str = ""
    avatar: str = ""
    api_version: int = 1


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened to a conversation."""


@dataclass(frozen=True, slots=True)
class Opened(Event):
    """The person opened the chat (Viber: conversation_started). `context` comes from a deep link."""

    context: str = ""
    subscribed: bool = False


@dataclass(frozen=True, slots=True)
class Typed(Event):
    """The person wrote a text."""

    text: str


@dataclass(frozen=True, slots=True)
class Pressed(Event):
    """The person pressed button number `index` of the screen shown with `nonce`."""

    nonce: str
    index: int


@dataclass(frozen=True, slots=True)
class Shared(Event):
    """The person shared a contact card; `text` is the body of the button that asked for it, if any."""

    phone: str
    name: str = ""
    text: str = ""


@dataclass(frozen=True, slots=True)
class Located(Event):
    """The person sent a place."""

    lat: float
    lon: float


@dataclass(frozen=True, slots=True)
class Attached(Event):
    """The person sent a picture, video, file, sticker or link: something flows do not read yet."""

    kind: str
    url: str = ""


@dataclass(frozen=True, slots=True)
class Subscribed(Event):
    """The person asked to receive messages."""


@dataclass(frozen=True, slots=True)
class Unsubscribed(Event):
    """The person left: nothing may be sent until the next message."""


@dataclass(frozen=True, slots=True)
class SendFailed(Event):
    """The messenger reports that a message it had taken could not be shown."""

    message_token: int
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Noticed(Event):
    """A timer of this name rang, or the program asks for the screen anew."""

    name: str


@dataclass(frozen=True, slots=True)
class Told(Event):
    """Something happened outside that this person is told about; several things at once are a digest."""

    @dataclass(frozen=True, slots=True)
    class Item:
        """A notice: its name (`flow.notice`), what it brings, and a key that is its own for ever."""

        name: str
        data: Mapping[str, object] = field(default_factory=dict)
        key: str = ""

    items: tuple[Item, ...]


@dataclass(frozen=True, slots=True)
class Decided(Event):
    """An operator decided on the person's request to be let in; `renewed`: it is open, with a new code."""

    verdict: Verdict


@dataclass(frozen=True, slots=True)
class Ignored(Event):
    """Something that changes no conversation: delivered, seen, a payment status, an unknown event."""

    kind: str = ""
