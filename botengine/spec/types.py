"""The types of data and texts: text, number, money ..., closed lists of values, records; to JSON and back."""

from __future__ import annotations

from typing import Any, Protocol


class Type(Protocol):
    """A type of the flow language."""

    @property
    def name(self) -> str: ...

    def encode(self, value: Any) -> Any:
        """A Python value (as an action answers it) as JSON values for the snapshot; ValueError if unfit."""

    def decode(self, raw: Any) -> Any:
        """JSON values of a snapshot as the value that texts, conditions and actions see."""

    def parse(self, text: str) -> Any:
        """A typed answer as a value (like `decode`'s); ValueError if it is none."""
