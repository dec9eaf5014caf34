"""The types that flows.yaml declares, the types of fields, and plug-ins' types in those words."""

from collections.abc import Mapping
from typing import Any
from zoneinfo import ZoneInfo, available_timezones

from botengine.spec.draft import Draft
from botengine.spec.filters import is_language
from botengine.spec.front import OptionBlock
from botengine.spec.places import Place
from botengine.spec.problems import suggest
from botengine.spec.source import Map, Seq
from botengine.spec.types import BUILT_IN, UNKNOWN, Choice, ListOf, Option, Record, Type, built_in, fits


class Declared:
    """All types by name: the built-in ones and those of flows.yaml."""

    def __init__(self, draft: Draft) -> None:
        front = draft.front
        self.draft, self.front = draft, front
        written = front.at.get("types")
        self.names = {*BUILT_IN, *front.types, *(written.lost if isinstance(written, Map) else ())}
        self.zone = self._zone()
        self.known = built_in(self.zone)
        self.under_way: list[str] = []
        if "language" in front.at and not is_language(front.language):
            self._note(front.at.value("language"), f"no language '{front.language}'", "like en, de, uk")
        for name in front.types:
            if name in BUILT_IN:
                place = front.at["types"].key(name)
                self._note(place, f"'{name}' is a built-in type", "choose another name")
            else:
                self._one(name)

    def fields(self, source: Map, key: str) -> dict[str, Type | None]:
        """The types of `takes` or `data`; None for an unknown type."""
        fields: dict[str, Type | None] = dict.fromkeys(source[key].lost if key in source else ())
        return fields | {name: self._field(source[key], name) for name in source.get(key) or {}}

    def _zone(self) -> ZoneInfo:
        name = self.front.timezone
        try:
            return ZoneInfo(name)
        except (KeyError, ValueError, OSError):  # what zoneinfo raises for unknown and for strange names
            hint = suggest(name, available_timezones()) or "like Europe/Berlin"
            self._note(self.front.at.value("timezone"), f"no time zone '{name}'", hint)
            return ZoneInfo("UTC")

    def _note(self, place: Place, message: str, hint: str) -> None:
        self.draft.note("wrong-value", place, message, hint)

    def _one(self, name: str) -> Type:
        if name not in self.known:
            self.under_way.append(name)
            self.known[name] = self._make(name, self.front.types[name], self.front.at["types"])
            self.under_way.pop()
        return self.known[name]

    def _make(self, name: str, spec: Any, source: Map) -> Type:
        if isinstance(spec, list):
            return Choice(name, {value: Option() for value in spec})
        if not spec or any(each is None or isinstance(each, OptionBlock) for each in spec.values()):
            shown = {value: each or OptionBlock() for value, each in spec.items()}
            return Choice(name, {value: Option(each.label, each.icon) for value, each in shown.items()})
        fields = {each: self._field(source[name], each) for each in spec}
        return Record(name, {each: type_ or UNKNOWN for each, type_ in fields.items()})

    def _field(self, source: Map, key: str) -> Type | None:
        wanted, place, many = _named(source, key)
        self.draft.refer("type", wanted, place, self.names)
        if wanted in self.under_way:
            self._note(place, f"type '{wanted}' contains itself", "use a text that names the other record")
            return None
        if wanted not in {*BUILT_IN, *self.front.types}:
            return None
        type_ = self._one(wanted)
        return ListOf(type_) if many else type_


def _named(source: Map, key: str) -> tuple[str, Place, bool]:
    """The type's name in `name`, `[name]` or a block; where it stands; whether it is a list's."""
    value = source[key]
    if isinstance(value, Map):
        return _named(value, "type")
    return (value[0], value.value(0), True) if isinstance(value, Seq) else (value, source.value(key), False)


def defaults(draft: Draft, data: Map, types: Mapping[str, Type | None]) -> dict[str, Any]:
    """What fields hold until something is stored in them, as JSON values."""
    held = {}
    for name, block in data.items():
        if isinstance(block, Map) and (type_ := types[name]):
            value: Any = block["default"]
            try:
                typed = isinstance(value, str) and not isinstance(type_, Choice)
                held[name] = type_.encode(type_.parse(value) if typed else value)
            except ValueError as error:
                hint = suggest(str(value), type_.options) if isinstance(type_, Choice) else ""
                message = f"no value for '{name}': {error}"
                draft.note("wrong-type", block.value("default"), message, hint)
    return held


def adopt(type_: Type | None, known: Mapping[str, Type]) -> Type | None:
    """A plug-in's type in the words of flows.yaml: the type of its name, or the closed list of its values.

    So `Literal["booked", "paid"]` gets the labels and icons of the list that has these values.
    """
    match type_:
        case Choice(name, options):
            lists = [each for each in known.values() if isinstance(each, Choice)]
            same = [each for each in lists if each.name == name or options.keys() == each.options.keys()]
            wider = [each for each in lists if options.keys() <= each.options.keys()]
            return (same or wider or [type_])[0]
        case Record(name, fields):
            own = known.get(name)
            adopted = {each: adopt(field_type, known) or field_type for each, field_type in fields.items()}
            return own if isinstance(own, Record) else Record(name, adopted)
        case ListOf(element):
            return ListOf(adopt(element, known) or element)
    return type_


def mismatch(wanted: Type | None, given: Type | None) -> str:
    """Why an answer of a plug-in is not what flows.yaml says of a type of that name; "" if it is."""
    match wanted, given:
        case Choice(), Choice() if not fits(wanted, given):
            extra = ", ".join(value for value in given.options if value not in wanted.options)
            return f"it may be {extra}, which type {wanted.name} does not list"
        case Record(), Record():
            for name, type_ in wanted.fields.items():
                if name not in given.fields:
                    return f"it has no '{name}', which type {wanted.name} needs"
                if why := mismatch(type_, given.fields[name]):
                    return f"its '{name}': {why}"
        case ListOf(), ListOf():
            return mismatch(wanted.element, given.element)
        case _ if not fits(wanted, given) and wanted and given:
            return f"it is {given.name}, not {wanted.name}"
    return ""
