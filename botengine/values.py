"""Values that actions, flows and screens exchange: money, pages, files, outcomes, notices, the user."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Generic, Literal, TypeVar

Effect = Literal["read", "key", "natural", "readback", "none"]  # how an action is kept from happening twice
RowT = TypeVar("RowT")


@dataclass(frozen=True, slots=True, order=True)
class Money:
    """An amount in minor units (cents) of one currency (ISO 4217): `Money(4750, "EUR")` is 47.50 EUR."""

    minor: int
    currency: str = "EUR"

    def __add__(self, other: Money) -> Money:
        if self.currency != other.currency:
            raise ValueError(f"cannot add {other.currency} to {self.currency}")
        return Money(self.minor + other.minor, self.currency)


@dataclass(frozen=True, slots=True)
class Paging:
    """Which rows a list asks for: page `number` (from 1) of `size` rows."""

    number: int = 1
    size: int = 6

    @property
    def offset(self) -> int:
        return (self.number - 1) * self.size


@dataclass(frozen=True)  # slots and Generic do not go together in Python 3.11
class Page(Generic[RowT]):
    """One page of a list: its `rows`, and how many rows there are on all pages together."""

    rows: Sequence[RowT]
    total: int


@dataclass(frozen=True, slots=True)
class Outcome:
    """What an action answers: one of its declared outcome names, and a value that `keep:` can store."""

    name: str
    value: Any = None


@dataclass(frozen=True, slots=True)
class File:
    """A file that an action answers: `File("tickets.pdf", content)`. The name has an ending; `type` is a
    media type, found by the ending where it is not given. Flows see it as a `Media`.
    """

    name: str
    content: bytes = field(repr=False)
    type: str = ""


@dataclass(frozen=True, slots=True)
class Media:
    """A file as messages show it: its address, valid for a day, its name, its size in bytes, its type."""

    url: str
    name: str = ""
    size: int = 0  # 0: nobody knows
    type: str = ""


@dataclass(frozen=True, slots=True)
class Notice:
    """What the account `to` is told from outside: the notice `name` (`flow.notice`) with its `data`.

    The same `key` reaches a person once, whoever tells it how often: the number of a journal's line, say.
    """

    to: str
    name: str
    data: Mapping[str, Any] = field(default_factory=dict)
    key: str = field(kw_only=True)


@dataclass(frozen=True, slots=True)
class Panel:
    """A web page that a plug-in fills, in the words of the person who looks.

    `tabs` are (choice, label): the chosen one comes back to the function. `figures` are (label, value), each
    table is its head and its rows, `pictures` are shown between figures and tables.
    """

    title: str
    subtitle: str = ""
    tabs: Sequence[tuple[str, str]] = ()
    figures: Sequence[tuple[str, str]] = ()
    pictures: Sequence[File] = ()
    tables: Sequence[tuple[Sequence[str], Sequence[Sequence[str]]]] = ()


@dataclass(frozen=True, slots=True)
class SourceRequest:
    """What was posted to `/sources/<name>`, unchecked: names of `headers` are in small letters."""

    headers: Mapping[str, str]
    body: bytes


@dataclass(frozen=True, slots=True)
class Location:
    """A place, in degrees: what the answer to a question of type `location` is."""

    lat: float
    lon: float


@dataclass(frozen=True, slots=True)
class User:
    """The system user behind a chat, read anew at every event. `role` is "" for a stranger."""

    id: str
    name: str = ""
    role: str = ""
    language: str = ""
    email: str = ""
    attributes: Mapping[str, str] = field(default_factory=dict)  # what the bot adds, e.g. partner: "p2"
    muted: frozenset[str] = frozenset()  # notices whose switch was moved from its default, see Bot.hears
    quiet: str = ""  # hours without notices in the bot's time zone: "22:00-07:00"


@dataclass(frozen=True, slots=True)
class Account:
    """A system user as the operator sees it. `active` False: as if unknown; `created`: seconds since 1970."""

    user: User
    active: bool = True
    created: float = 0.0
