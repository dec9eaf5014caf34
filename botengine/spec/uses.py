"""Texts and expressions of a bot, each with its place, and what was found out about it."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from botengine.spec.places import Place, lines
from botengine.spec.source import Map
from botengine.spec.types import Type

Scope = Mapping[str, Type | None]  # the variables an expression may use; None: of unknown type
Purpose = Literal["text", "label", "address", "condition", "value", "media"]
SHOWN = {"text", "label", "address"}  # texts with {{ expressions }}; all others are expressions


@dataclass(slots=True)
class Use:
    """A text or expression at `source[key]`, with the variables it may use and the type it must have."""

    code: str
    purpose: Purpose
    source: Map
    key: str
    scope: Scope
    want: Type | None = None
    names: set[str] = field(default_factory=set)  # the variables that it uses
    type: Type | None = None  # of the last expression, if it can be told

    @property
    def place(self) -> Place:
        return self.source.value(self.key)

    def pinpoint(self, pattern: str, code: str, ordinal: int) -> Place:
        """Where the first group of the pattern stands; else the expression, else the whole value.

        `code` is the expression to look into, the `ordinal`-th (from 0) of a text with several.
        """
        text, (start, end, _) = self.source.text, self.source.scalar(self.key)
        low, high = start, end
        if self.purpose in SHOWN:
            opens = [match.end() for match in re.finditer(r"\{\{", text[start:end])]
            if ordinal < len(opens):
                low = start + opens[ordinal]
                high = max(text.find("}}", low, end), low)
        match = re.search(pattern, text[low:high]) if pattern else None
        if match is None:
            if low == start or text[low:high].strip() != code.strip():
                return self.place
            match = re.search(r"\S.*\S|\S", text[low:high])
            assert match is not None
        group = 1 if match.re.groups else 0
        return self._within(text[start : low + match.start(group)], len(match[group]))

    def _within(self, before: str, width: int) -> Place:
        """The place in the value that comes after this part of it."""
        first, above = self.place, lines(before)
        column = len(above[-1]) + (first.column if len(above) == 1 else 1)
        return Place(first.file, first.line + len(above) - 1, column, width)
