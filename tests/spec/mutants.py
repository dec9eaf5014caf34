"""Copies of a bot's files with one name or key misspelt or removed, or one line indented otherwise."""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from botengine.spec.blocks import Block
from botengine.spec.front import Front
from botengine.spec.model import FlowFile
from botengine.spec.source import read
from botengine.spec.structure import Fitted

NAMES = {  # key -> what its value (or its values) name
    "go": "screen", "start": "screen", "call": "flow", "do": "action", "list": "action", "load": "action",
    "type": "type", "takes": "type", "data": "type", "keep": "variable", "ask": "variable", "role": "role",
    "roles": "role", "actions": "package", "style": "word", "back": "word", "cancel": "word",
    "format": "word", "timezone": "word", "language": "word",
}  # fmt: skip
DEFINED = {  # block -> what its keys are names of
    "screens": "screen", "cases": "case", "data": "variable", "takes": "variable", "load": "variable",
    "types": "type", "roles": "role", "then": "outcome", "set": "argument", "with": "argument",
    "people": "person", "theme": "word", "notices": "notice",
}  # fmt: skip
EXPRESSIONS = {"when", "switch", "return", "set", "with"}
WORDS = {"and", "or", "not", "in", "is", "if", "else", "none", "true", "false"}
IDENTIFIER = re.compile(r"""(?P<text>"[^"]*"|'[^']*')|(?P<before>[.|]?\s*)(?P<name>[A-Za-z_]\w*)""")
FREE = {"argument", "person", "word", "type"}  # entries that nobody needs who does not name them
LETTERS = "abcdefghijklmnopqrstuvwxyz"


@dataclass(frozen=True)
class Mutant:
    """A file of the bot with one change. `lines`: where a report belongs; `names`: what it may speak of."""

    kind: str  # "misspelt", "removed" or "indented"
    what: str  # "key", "screen", "variable" ...
    file: str
    text: str
    lines: range
    old: str
    new: str = ""
    names: frozenset[str] = frozenset()
    optional: bool = False  # removed: the language says what it means when it is not there

    def __str__(self) -> str:
        return f"{self.file}:{self.lines.start}: {self.kind} {self.what} '{self.old}' -> '{self.new}'"


def mutants(directory: Path) -> Iterator[Mutant]:
    """All mutants of a bot's own files, in their order."""
    files = ["flows.yaml", *sorted(f"flows/{each.name}" for each in (directory / "flows").glob("*.yaml"))]
    texts = {file: (directory / file).read_text(encoding="utf-8") for file in files}
    taken = {word for text in texts.values() for word in re.findall(r"\w+", text)}
    for file, text in texts.items():
        yield from _Gardener(file, text, taken).all()


class _Gardener:
    """Finds all that can be changed in one file."""

    def __init__(self, file: str, text: str, taken: set[str]) -> None:
        self.file, self.text, self.taken = file, text, taken
        self.root: Any = yaml.compose(text, Loader=yaml.CSafeLoader)
        document = read(text.encode(), file)
        Fitted(Front if file == "flows.yaml" else FlowFile, document)
        self.read = document.root
        self.prose: set[int] = set()  # lines (from 0) that are the second or a later one of a text

    def all(self) -> Iterator[Mutant]:
        yield from self._mapping(self.root, self.read, ())
        yield from self._indented()

    def _mapping(self, node: Any, known: Any, path: tuple[str, ...]) -> Iterator[Mutant]:
        shape: type[Block] | None = known.shape
        for number, (key, value) in enumerate(node.value):
            what = "key" if shape else DEFINED.get(path[-1] if path else "", "")
            if what:
                yield self._misspelt(what, key.start_mark.index, key.end_mark.index, key.value)
                yield self._removed(what, node, number, shape)
            yield from self._value(value, known[key.value], (*path, key.value))

    def _value(self, node: Any, known: Any, path: tuple[str, ...]) -> Iterator[Mutant]:
        if isinstance(node, yaml.MappingNode):
            yield from self._mapping(node, known, path)
        elif isinstance(node, yaml.SequenceNode):
            for item, within in zip(node.value, known, strict=True):
                yield from self._value(item, within, path)
        else:
            yield from self._scalar(node, path)

    def _scalar(self, node: Any, path: tuple[str, ...]) -> Iterator[Mutant]:
        start, end = node.start_mark.index, node.end_mark.index
        raw = self.text[start:end]
        self.prose |= {*range(node.start_mark.line + 1, node.end_mark.line + (node.end_mark.column > 0))}
        named = NAMES.get(path[-1]) or (NAMES.get(path[-2], "") if len(path) > 1 else "")
        inside = EXPRESSIONS & set(path[-2:])
        if len(path) > 2 and path[0] == "types" and re.fullmatch(r"\w+", raw):
            named = "type" if path[-1] not in ("label", "icon") else ""
        if named and not inside and re.fullmatch(r"[\w.*/]+", raw):
            yield self._misspelt(named, start, end, raw)
        elif inside:
            yield from self._expression(raw, start, path[-2:])
        else:
            for piece in re.finditer(r"\{\{(.*?)\}\}", raw, re.DOTALL):
                yield from self._expression(piece[1], start + piece.start(1), ())

    def _expression(self, code: str, start: int, path: tuple[str, ...]) -> Iterator[Mutant]:
        if "with" in path and code.startswith(('"', "'")):
            code, start = code[1:-1], start + 1
        for found in IDENTIFIER.finditer(code):
            name = found["name"]
            if name and name not in WORDS and not name[0].isdigit():
                what = {".": "field", "|": "filter"}.get(found["before"].strip(), "variable")
                at = start + found.start("name")
                yield self._misspelt(what, at, at + len(name), name)

    def _misspelt(self, what: str, start: int, end: int, old: str) -> Mutant:
        raw = self.text[start:end]
        new = typo(raw, self.taken, zlib.crc32(f"{self.file}{start}".encode()))
        text = self.text[:start] + new + self.text[end:]
        line = self._line(start)
        lines = range(line, line + 1)
        return Mutant("misspelt", what, self.file, text, lines, old.strip("\"'"), new.strip("\"'"))

    def _removed(self, what: str, node: Any, number: int, shape: type[Block] | None) -> Mutant:
        key, value = node.value[number]
        start, end = key.start_mark.index, self._end(value)
        names = set(re.findall(r"[\w.]+", self.text[start:end]))
        if node.flow_style:
            text = self._out_of_flow(node, number, start, end)
        else:
            text = self._out_of_block(node, number, start, end)
        lines = range(self._line(node.start_mark.index) - 1, self._line(self._end(node)) + 1)
        field = shape.keys().get(key.value) if shape else None
        optional = not field.required if field else what in FREE
        return Mutant("removed", what, self.file, text, lines, key.value, "", frozenset(names), optional)

    def _out_of_flow(self, node: Any, number: int, start: int, end: int) -> str:
        if number + 1 < len(node.value):
            end = node.value[number + 1][0].start_mark.index
        elif number:
            start = self._end(node.value[number - 1][1])
        return self.text[:start] + self.text[end:]

    def _out_of_block(self, node: Any, number: int, start: int, end: int) -> str:
        if number + 1 < len(node.value):  # what follows takes its place, also behind a dash
            return self.text[:start] + self.text[node.value[number + 1][0].start_mark.index :]
        line = self.text.rfind("\n", 0, start) + 1
        return self.text[: line if number else start] + self.text[end:].removeprefix("\n" if number else "")

    def _indented(self) -> Iterator[Mutant]:
        """Each line that is no text one level further in, and one level further out."""
        lines = self.text.split("\n")
        for number, line in enumerate(lines):
            spaces = len(line) - len(line.lstrip())
            if not line.strip() or line.lstrip().startswith("#") or number in self.prose:
                continue
            for change in (2, -2):
                if spaces + change >= 0:
                    moved = " " * (spaces + change) + line.lstrip()
                    text = "\n".join([*lines[:number], moved, *lines[number + 1 :]])
                    around = range(*self._around(lines, number))
                    yield Mutant("indented", "level", self.file, text, around, line.strip(), f"{change:+}")

    def _around(self, lines: list[str], number: int) -> tuple[int, int]:
        """The block that the line is in, from the line that begins it."""
        spaces = len(lines[number]) - len(lines[number].lstrip())

        def outside(n: int) -> bool:
            return bool(lines[n].strip()) and len(lines[n]) - len(lines[n].lstrip()) < spaces

        first = next((n for n in range(number, -1, -1) if outside(n)), 0)
        last = next((n for n in range(number, len(lines)) if outside(n)), len(lines))
        return first + 1, last + 2

    def _end(self, node: Any) -> int:
        """Where a value ends; of blocks the parser knows only where the next one begins."""
        end: int = node.end_mark.index
        piece = self.text[node.start_mark.index : end]
        bare = re.sub(r"(\n\s*(#[^\n]*)?)+$", "", piece)
        return node.start_mark.index + len(bare)

    def _line(self, index: int) -> int:
        return self.text.count("\n", 0, index) + 1


def typo(word: str, taken: set[str], seed: int) -> str:
    """The word as a hurried hand would write it: never another word of the bot."""
    start = word.rfind(".") + 1
    end = len(word.rstrip("*\"'"))
    if end <= start:  # `orders.*`
        start, end = 0, word.rfind(".")
    head, stem, tail = word[:start], word[start:end], word[end:]
    quote = stem[:1] if stem[:1] in "\"'" else ""
    stem = stem.removeprefix(quote)
    for attempt in range(100):
        at, kind = (seed + attempt) % max(1, len(stem)), (seed // 7 + attempt) % 4
        new = [
            stem[:at] + stem[at + 1 :],
            stem[:at] + stem[at : at + 1] * 2 + stem[at + 1 :],
            stem[:at] + stem[at + 1 : at + 2] + stem[at : at + 1] + stem[at + 2 :],
            stem[:at] + LETTERS[(seed + attempt) % 26] + stem[at + 1 :],
        ][kind]
        if new not in taken and re.fullmatch(r"[^\W\d]\w*", new):
            return f"{head}{quote}{new}{tail}"
    return f"{head}{quote}{stem}x{tail}"
