"""Writing chats down: scenarios as YAML, from what somebody or something did on a phone."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

_PLAIN = re.compile(r"[A-Za-z][A-Za-z_.]*")
_WORDS = {"yes", "no", "on", "off", "true", "false", "null", "y", "n"}  # YAML takes these for values

Line = tuple[str, Any]  # a verb and what it is about


def scenario_text(
    name: str,
    person: Any,
    lines: Iterable[Line],
    remarks: Sequence[str] = (),
    stubs: Mapping[str, Any] | None = None,
) -> str:
    """A scenario as `botengine test` reads it. `remarks` become comments above it."""
    head = [f"# {remark}" for remark in remarks]
    given = [f"  given: {_value({'stubs': stubs})}"] if stubs else []
    begin = [f"- scenario: {_value(name)}", f"  as: {_value(person)}", *given, "  steps:"]
    steps = [f"    - {verb}: {_value(argument)}" for verb, argument in lines]
    return "\n".join([*head, *begin, *steps, ""])


def _value(value: Any) -> str:
    """Any value on one line; quoted wherever plain YAML could be read as something else."""
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{key}: {_value(each)}" for key, each in value.items()) + "}"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(map(_value, value)) + "]"
    if isinstance(value, str) and _PLAIN.fullmatch(value) and value.lower() not in _WORDS:
        return value
    return json.dumps(value, ensure_ascii=False)
