"""A `load` or `list` runs an action that changes something; screens are shown again and again."""

from __future__ import annotations

from collections.abc import Iterator

from botengine.spec.draft import Draft
from botengine.spec.problems import Problem, problem

RULE = "write-in-load"


def check(draft: Draft) -> Iterator[Problem]:
    for each in draft.readings:
        if draft.signatures[each.action].effect != "read":
            message = f"'{each.action}' changes something, and a screen may only read"
            yield problem(RULE, each.span, message, "run it with 'do'")
