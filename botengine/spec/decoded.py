"""What texts, conditions and actions see of a closed list's value and of a record."""

from collections.abc import Iterator, Mapping
from typing import Any


class Chosen(str):
    """A value of a closed list: a text that knows its label and icon."""

    __slots__ = ("icon", "label")
    label: str
    icon: str


class RecordValue(Mapping[str, Any]):
    """The fields of a record by name, also as attributes; nothing can be changed."""

    __slots__ = ("_fields",)
    _fields: Mapping[str, Any]

    def __init__(self, fields: Mapping[str, Any]) -> None:
        object.__setattr__(self, "_fields", fields)

    def __getitem__(self, name: str) -> Any:
        return self._fields[name]

    def __getattr__(self, name: str) -> Any:
        if name == "_fields" or name not in self._fields:  # without `_fields`: while being copied
            raise AttributeError(name)
        return self._fields[name]

    def __setattr__(self, name: str, value: object) -> None:
        raise AttributeError(f"records do not change; '{name}' cannot be set")

    def __iter__(self) -> Iterator[str]:
        return iter(self._fields)

    def __len__(self) -> int:
        return len(self._fields)

    def __reduce__(self) -> tuple[type, tuple[Mapping[str, Any]]]:
        return RecordValue, (self._fields,)  # how it is copied

    def __repr__(self) -> str:
        return f"RecordValue({dict(self._fields)!r})"
