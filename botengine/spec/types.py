"""The types of data and texts: text, number, money ..., closed lists of values, records; to JSON and back."""

import types
import typing
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, is_dataclass, replace
from datetime import UTC, date, datetime, tzinfo
from decimal import Decimal
from enum import Enum
from functools import cache, cached_property, partial
from typing import Any, Protocol

from botengine.spec import parsing
from botengine.spec.decoded import Chosen, RecordValue
from botengine.values import File, Location, Media, Money, Outcome


class Type(Protocol):
    """A type of the flow language."""

    @property
    def name(self) -> str: ...

    def encode(self, value: Any) -> Any:
        """A Python value (as an action answers it) as JSON values for the snapshot; ValueError if unfit."""

    def decode(self, raw: Any) -> Any:
        """JSON values of a snapshot as the value that texts, conditions and actions see, as far as they still
        fit the type: what was stored under another type is empty (None).
        """

    def parse(self, text: str) -> Any:
        """A typed answer as a value (like `decode`'s); ValueError if it is none."""


def _same(value: Any) -> Any:
    return value


@dataclass(frozen=True)
class Scalar:
    """A built-in type: its Python classes; how it goes to JSON, comes back, and is read from an answer."""

    name: str
    classes: tuple[type, ...]
    dump: Callable[[Any], Any] = _same
    load: Callable[[Any], Any] = _same
    parse: Callable[[str], Any] = parsing.text

    def encode(self, value: Any) -> Any:
        if isinstance(value, str) and str not in self.classes:
            value = self.load(value)  # text as JSON services send it: ISO dates, decimal numbers
        if not self._holds(value):
            raise ValueError(f"{value!r} is no {self.name}")
        return self.dump(value)

    def decode(self, raw: Any) -> Any:
        try:
            value = self.load(raw)
        except (ValueError, TypeError, AttributeError):
            return None
        return value if self._holds(value) else None

    def _holds(self, value: Any) -> bool:
        """Whether it is a value of this type; to Python, True is also a number."""
        return isinstance(value, self.classes) and (self.name == "bool" or not isinstance(value, bool))


def _decimal(raw: Any) -> Any:
    return parsing.number(raw) if isinstance(raw, str) else raw


def _to_money(raw: Any) -> Money:
    return parsing.money(raw) if isinstance(raw, str) else Money(*raw)


TEXT = Scalar("text", (str,), str)
NUMBER = Scalar(
    "number",
    (int, float, Decimal),
    lambda n: str(n) if isinstance(n, Decimal) else n,
    _decimal,
    parsing.number,
)
INTEGER = Scalar("integer", (int,), parse=parsing.integer)
BOOL = Scalar("bool", (bool,), parse=parsing.boolean)
MONEY = Scalar("money", (Money,), lambda m: [m.minor, m.currency], _to_money, parsing.money)
EMAIL = Scalar("email", (str,), str, parse=parsing.email)
PHONE = Scalar("phone", (str,), str, parse=parsing.phone)
URL = Scalar("url", (str,), str, parse=parsing.url)
DATE = Scalar("date", (date,), lambda d: d.isoformat()[:10], date.fromisoformat, parsing.day)
DATETIME = Scalar(
    "datetime", (datetime,), datetime.isoformat, datetime.fromisoformat, partial(parsing.moment, zone=UTC)
)
UNKNOWN = Scalar("anything", (object,))  # in a record, for a type that nobody declared: already a problem
TEXTUAL = {"text", "email", "phone", "url"}  # Python says `str` for all of them


@dataclass(frozen=True, slots=True)
class Option:
    """How a value of a closed list is shown."""

    label: str = ""
    icon: str = ""


@dataclass(frozen=True)
class Choice:
    """A closed list of values. Without a name of its own, the name lists the values."""

    name: str
    options: Mapping[str, Option]

    @cached_property
    def _values(self) -> dict[str, Chosen]:
        made = {}
        for name, option in self.options.items():
            made[name] = Chosen(name)
            made[name].label, made[name].icon = option.label or name, option.icon
        return made

    def encode(self, value: Any) -> str:
        plain = value.value if isinstance(value, Enum) else value
        if plain not in self.options:
            raise ValueError(f"{value!r} is none of {', '.join(self.options)}")
        return str(plain)

    def decode(self, raw: Any) -> Any:
        """A value that newer flows no longer list stays a text."""
        return self._values.get(raw, raw) if isinstance(raw, str) else None

    def parse(self, text: str) -> Chosen:
        typed = text.strip().casefold()
        for value in self._values.values():
            if typed in (value.casefold(), value.label.casefold()):
                return value
        raise ValueError(f"'{text}' is none of {', '.join(self.options)}")


@dataclass(frozen=True, slots=True)
class Record:
    """Named fields. A field may be empty (None). `typed` reads an answer, where one can be typed."""

    name: str
    fields: Mapping[str, Type]
    typed: Callable[[str], Mapping[str, Any]] | None = None

    def encode(self, value: Any) -> dict[str, Any]:
        read = value.get if isinstance(value, Mapping) else partial(getattr, value)
        raw = {}
        for name, type_ in self.fields.items():
            found = read(name, _MISSING)
            if found is _MISSING:
                raise ValueError(f"{type(value).__name__} has no '{name}', which type {self.name} needs")
            raw[name] = None if found is None else type_.encode(found)
        return raw

    def decode(self, raw: Any) -> RecordValue | None:
        if not isinstance(raw, Mapping):
            return None
        return RecordValue({name: type_.decode(raw.get(name)) for name, type_ in self.fields.items()})

    def parse(self, text: str) -> Any:
        if self.typed is None:
            raise ValueError(f"a {self.name} cannot be typed")
        return self.decode(self.typed(text))


_MISSING = object()
FILE = Record("file", {"url": URL, "name": TEXT, "size": INTEGER, "type": TEXT})  # a Media
LOCATION = Record("location", {"lat": NUMBER, "lon": NUMBER}, parsing.location)
BUILT_IN: Mapping[str, Type] = {
    t.name: t for t in (TEXT, NUMBER, INTEGER, BOOL, MONEY, EMAIL, PHONE, URL, DATE, DATETIME, FILE, LOCATION)
}


def built_in(zone: tzinfo) -> dict[str, Type]:
    """The built-in types; typed dates and times are meant in the zone."""
    return {**BUILT_IN, "datetime": replace(DATETIME, parse=partial(parsing.moment, zone=zone))}


@dataclass(frozen=True, slots=True)
class ListOf:
    """Several values of one type."""

    element: Type

    @property
    def name(self) -> str:
        return f"[{self.element.name}]"

    def encode(self, value: Any) -> list[Any]:
        if isinstance(value, (str, Mapping)) or not isinstance(value, Iterable):
            raise ValueError(f"{value!r} is no list")  # noqa: TRY004 - the protocol's error
        return [self.element.encode(item) for item in value]

    def decode(self, raw: Any) -> tuple[Any, ...] | None:
        return tuple(map(self.element.decode, raw)) if isinstance(raw, list) else None

    def parse(self, text: str) -> tuple[Any, ...]:
        return tuple(self.element.parse(part.strip()) for part in text.split(",") if part.strip())


def kind_of(type_: Type) -> str:
    """The name of a built-in type; "choice", "record" or "list" for all others."""
    kinds = {Choice: "choice", Record: "record", ListOf: "list"}
    return kinds.get(type(type_), type_.name)


def fits(wanted: Type | None, given: Type | None) -> bool:
    """Whether a value of type `given` can stand where `wanted` is asked for. None (unknown) fits all."""
    match wanted, given:
        case (None, _) | (_, None) | (Scalar(name="anything"), _) | (_, Scalar(name="anything")):
            return True
        case Choice(), Choice():
            return set(given.options) <= set(wanted.options)
        case Record(), Record():
            return given.name == wanted.name or all(
                name in given.fields and fits(type_, given.fields[name])
                for name, type_ in wanted.fields.items()
            )
        case ListOf(), ListOf():
            return fits(wanted.element, given.element)
    assert wanted is not None
    assert given is not None
    if wanted.name in TEXTUAL:
        return given.name in TEXTUAL or isinstance(given, Choice)
    numbers = {"number", "integer"}
    return wanted.name == given.name or {wanted.name, given.name} == numbers


_PLAIN: Mapping[Any, Type] = {
    str: TEXT, int: INTEGER, float: NUMBER, Decimal: NUMBER, bool: BOOL,
    Money: MONEY, datetime: DATETIME, date: DATE, File: FILE, Media: FILE, Location: LOCATION,
}  # fmt: skip


def from_annotation(annotation: Any) -> Type | None:
    """A Python annotation as a type of the flow language; None where it says nothing useful.

    `X | None` is X: any value may be empty. `list[X]`, `Sequence[X]`, `Page[X]` ... are lists of X.
    """
    if annotation in _PLAIN:
        return _PLAIN[annotation]
    origin, inner = typing.get_origin(annotation), typing.get_args(annotation)
    if origin in (typing.Union, types.UnionType):
        known = [each for each in inner if each is not types.NoneType]
        return from_annotation(known[0]) if len(known) == 1 else None
    if origin is typing.Literal:
        return _choice(" | ".join(map(str, inner)), inner)
    if origin is typing.Annotated or hasattr(annotation, "__supertype__"):
        return from_annotation(inner[0] if inner else annotation.__supertype__)
    if origin is not None:
        many = isinstance(origin, type) and not issubclass(origin, Mapping)
        element = from_annotation(inner[0]) if inner and many else None
        return ListOf(element) if element else None
    return _from_class(annotation) if isinstance(annotation, type) else None


def _from_class(cls: type) -> Type | None:
    if issubclass(cls, Enum):
        return _choice(cls.__name__, [member.value for member in cls])
    if cls is not Outcome and (is_dataclass(cls) or hasattr(cls, "__total__") or hasattr(cls, "_fields")):
        return _record(cls)  # type: ignore[arg-type]
    return None


def _choice(name: str, values: typing.Iterable[Any]) -> Choice | None:
    listed = list(values)
    return Choice(name, {v: Option() for v in listed}) if all(isinstance(v, str) for v in listed) else None


_UNDER_WAY: set[Any] = set()


@cache
def _record(cls: Any) -> Record | None:
    """The fields whose types are known; a class that contains itself is cut at the second meeting."""
    if cls in _UNDER_WAY:
        return None
    _UNDER_WAY.add(cls)
    try:
        found = {name: from_annotation(hint) for name, hint in typing.get_type_hints(cls).items()}
    except NameError:  # a name that exists only for type checkers
        return None
    finally:
        _UNDER_WAY.discard(cls)
    return Record(cls.__name__, {name: type_ for name, type_ in found.items() if type_})
