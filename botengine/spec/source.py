"""YAML in, values with their places out. The only door to the yaml library."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, NoReturn

import yaml

from botengine.spec.core_schema import explain, resolve
from botengine.spec.places import Place, lines
from botengine.spec.problems import Problem

MAX_BYTES = 1_000_000  # of one file: 500 screens; more is no bot but an accident
MAX_DEPTH = 100  # nested blocks; the C library dies of 100,000
MAX_NODES = 200_000  # of one file, aliases counted as often as they are used
MAX_ALIASES = 1_000
COARSE_DEPTH = 1_000  # unclosed brackets in the raw text, those in texts included

BRACES = ("a text that begins with '{' needs quotes", 'write "{{ ... }}"')
_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # the C library is 10 times faster
_UNPRINTABLE = re.compile("[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]|(?<!^)\ufeff")


class Map(dict[str, Any]):
    """A YAML mapping. `marks`: the parser's events of each key and value, which know where they stand."""

    __slots__ = ("event", "file", "lost", "marks", "shape", "text")
    file: str
    text: str  # of the whole file
    event: Any
    marks: dict[str, tuple[Any, Any]]
    lost: set[str]  # keys that had to be left out: what they name exists, but nobody knows how it is
    shape: Any  # the class of the model that described it, once it was read as one

    def key(self, name: str) -> Place:
        """Where the key stands."""
        return _place(self.file, self.marks[name][0])

    def value(self, name: str) -> Place:
        """Where the value begins."""
        return _place(self.file, self.marks[name][1])

    def several(self, name: str) -> Iterator[tuple[str, Place]]:
        """Each text of a list, or the only one, with its place; nothing without the key."""
        found = self.get(name, ())
        if isinstance(found, str):
            yield found, self.value(name)
        else:
            yield from ((each, found.value(n)) for n, each in enumerate(found))

    def scalar(self, name: str) -> tuple[int, int, bool]:
        """Of a value: index of its first character in the file, index after its last, whether it is plain."""
        event = self.marks[name][1]
        return event.start_mark.index, event.end_mark.index, getattr(event, "style", "?") in ("", None)

    @property
    def place(self) -> Place:
        """Where the mapping begins."""
        return _place(self.file, self.event)


class Seq(list[Any]):
    """A YAML list. `marks`: the parser's event of each item."""

    __slots__ = ("file", "marks")
    file: str
    marks: list[Any]

    def value(self, index: int) -> Place:
        """Where the item begins."""
        return _place(self.file, self.marks[index])


def _place(file: str, event: Any) -> Place:
    start, end = event.start_mark, event.end_mark
    width = end.column - start.column if end.line == start.line and end.column > start.column else 1
    return Place(file, start.line + 1, start.column + 1, width)


@dataclass(frozen=True, slots=True)
class Document:
    """A file as read: its value (Map, Seq, scalar; None when unreadable), its text, what is wrong with it."""

    file: str
    text: str
    root: Any
    flaws: tuple[Problem, ...]


class _RefusedError(Exception):
    def __init__(self, flaw: Problem) -> None:
        self.flaw = flaw


def read(raw: bytes, file: str) -> Document:
    """Read one YAML file. Never raises: what is wrong stands in `flaws`."""
    text = raw[:MAX_BYTES].decode("utf-8", "replace").removeprefix("\ufeff")
    reader, root = _Reader(text, file), None
    try:
        _demand_sound(raw, text, file)
        root = reader.document()
    except _RefusedError as refused:
        reader.flaws.append(refused.flaw)
    except yaml.YAMLError as error:
        reader.flaws.append(_syntax(error, text, file))
    return Document(file, text, root, tuple(reader.flaws))


def _demand_sound(raw: bytes, text: str, file: str) -> None:
    """What must be known before the parser sees the text."""
    if len(raw) > MAX_BYTES:
        message = f"the file is larger than {MAX_BYTES // 1000} kB"
        raise _RefusedError(_flaw(text, file, 0, message, "split the flow"))
    try:
        raw.decode("utf-8")
    except UnicodeDecodeError as error:
        at = len(raw[: error.start].decode("utf-8").removeprefix("\ufeff"))
        raise _RefusedError(_flaw(text, file, at, "the file is not UTF-8", "save it as UTF-8")) from None
    if bad := _UNPRINTABLE.search(text):
        message = f"the character U+{ord(bad[0]):04X} is not allowed in YAML"
        raise _RefusedError(_flaw(text, file, bad.start(), message, "delete it"))
    depth = 0
    for bracket in re.finditer(r"[\[\]{}]", text):
        depth = max(0, depth + (1 if bracket[0] in "[{" else -1))
        if depth > COARSE_DEPTH:
            raise _RefusedError(_flaw(text, file, bracket.start(), "too many nested brackets", "close them"))


def _flaw(text: str, file: str, index: int, message: str, hint: str, *, rule: str = "yaml-syntax") -> Problem:
    before = lines(text[:index])
    return Problem(rule, Place(file, len(before), len(before[-1]) + 1), message, hint)


def _syntax(error: yaml.YAMLError, text: str, file: str) -> Problem:
    said = str(getattr(error, "problem", "") or "") or str(error)
    mark = getattr(error, "problem_mark", None)
    if re.search("end of stream|document", said):  # where the quote was opened, not where the file ends
        mark = getattr(error, "context_mark", None) or mark
    index = min(mark.index, len(text)) if mark else 0
    line = lines(text)[mark.line] if mark and mark.index < len(text) else ""
    if re.match(r"[^#'\"]*[:\-,\[]\s+\{\{", line):
        at = index - mark.column + line.index("{{") if mark else 0
        return _flaw(text, file, at, *BRACES, rule="unquoted-braces")
    if "\t" in text[max(0, index - 1) : index + 1]:
        return _flaw(text, file, index, "tabs cannot indent YAML", "indent with spaces")
    return _flaw(text, file, index, *explain(said))


class _Reader:
    """Builds values from the parser's events."""

    def __init__(self, text: str, file: str) -> None:
        self.text = text
        self.file = file
        self.flaws: list[Problem] = []
        self.nodes = 0
        self.aliases = 0
        self.anchors: dict[str, tuple[Any, Any, int] | None] = {}  # None while the value is being read

    def document(self) -> Any:
        loader = _Loader(self.text)
        try:
            self.next = loader.get_event
            self.next()  # start of stream
            event = self.next()
            root = self._node(self.next(), 0)[0] if isinstance(event, yaml.DocumentStartEvent) else None
            if root is not None and isinstance(self.next(), yaml.DocumentEndEvent):
                event = self.next()
                if isinstance(event, yaml.DocumentStartEvent):
                    self._note(event, "a second document in one file", "delete the line '---'")
            return root
        finally:
            loader.dispose()

    def _note(self, event: Any, message: str, hint: str, rule: str = "yaml-syntax") -> None:
        self.flaws.append(Problem(rule, _place(self.file, event), message, hint))

    def _refuse(self, event: Any, message: str, hint: str) -> NoReturn:
        raise _RefusedError(Problem("yaml-syntax", _place(self.file, event), message, hint))

    def _node(self, event: Any, depth: int) -> tuple[Any, Any]:
        """The value that begins with the event, and the event that tells its place."""
        self.nodes += 1
        if self.nodes > MAX_NODES or depth > MAX_DEPTH:
            self._refuse(event, "the file is nested too deeply or has too many values", "split it")
        kind = type(event)
        if kind is yaml.AliasEvent:
            return self._alias(event)
        if event.tag is not None:
            self._note(event, f"the tag '{event.tag}' is not allowed", "delete it")
        if event.anchor is None:
            return self._value(kind, event, depth), event
        before, self.anchors[event.anchor] = self.nodes, None
        value = self._value(kind, event, depth)
        self.anchors[event.anchor] = value, event, self.nodes - before + 1
        return value, event

    def _value(self, kind: type, event: Any, depth: int) -> Any:
        if kind is yaml.ScalarEvent:
            return resolve(event.value) if event.implicit[0] else event.value
        return self._map(event, depth) if kind is yaml.MappingStartEvent else self._seq(depth)

    def _alias(self, event: Any) -> tuple[Any, Any]:
        self.aliases += 1
        known = self.anchors.get(event.anchor)
        if known is None:
            said = "contains itself" if event.anchor in self.anchors else "does not exist above"
            self._refuse(event, f"the anchor '&{event.anchor}' {said}", "write the value out")
        self.nodes += known[2]
        if self.aliases > MAX_ALIASES or self.nodes > MAX_NODES:
            self._refuse(event, "too many aliases", "write the values out")
        return known[0], known[1]

    def _seq(self, depth: int) -> Seq:
        made = Seq()
        made.file, made.marks = self.file, []
        while type(event := self.next()) is not yaml.SequenceEndEvent:
            value, mark = self._node(event, depth + 1)
            made.append(value)
            made.marks.append(mark)
        return made

    def _map(self, start: Any, depth: int) -> Map | str:
        made = Map()
        made.event, made.file, made.text, made.marks = start, self.file, self.text, {}
        made.shape, made.lost = None, set()
        strange = False
        key: Any
        while type(key := self.next()) is not yaml.MappingEndEvent:
            name: str | None = None
            if type(key) is yaml.ScalarEvent:
                if key.tag is not None:
                    self._note(key, f"the tag '{key.tag}' is not allowed", "delete it")
                name = key.value  # keys are always texts, also `yes`, `1` and `null`
            else:
                strange = self._strange_key(start, key, depth) or strange
            value, mark = self._node(self.next(), depth + 1)
            if name is None:
                continue
            if name in made:
                self._duplicate(made, key, name)
            else:
                made[name] = value
                made.marks[name] = key, mark
        if strange:  # read on as if the quotes were there
            return self.text[start.start_mark.index : key.end_mark.index]  # type: ignore[union-attr]
        return made

    def _duplicate(self, made: Map, key: Any, name: str) -> None:
        first = made.marks[name][0].start_mark.line + 1
        self._note(key, f"'{name}' stands here twice", f"it is already in line {first}", "duplicate-key")

    def _strange_key(self, start: Any, key: Any, depth: int) -> bool:
        """A key that is no text: nearly always a text that begins with braces and lacks its quotes."""
        self._node(key, depth + 1)
        if start.flow_style and type(key) is yaml.MappingStartEvent:
            self._note(start, *BRACES, "unquoted-braces")
            return True
        self._note(key, "a key must be a text", "write 'key: value'")
        return False
