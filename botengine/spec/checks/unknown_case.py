"""A case names a value that the closed list of its `switch` does not have."""

from __future__ import annotations

from collections.abc import Iterator

from botengine.spec.draft import Draft
from botengine.spec.problems import Problem, problem, suggest
from botengine.spec.types import Choice

RULE = "unknown-case"


def check(draft: Draft) -> Iterator[Problem]:
    for place, type_ in draft.switches:
        cases = draft.blocks[place].get("cases")
        if cases and isinstance(type_, Choice):
            for name in cases:
                if name not in type_.options:
                    message = f"no value '{name}' in {type_.name}"
                    yield problem(RULE, cases.key(name), message, suggest(name, type_.options))
