"""A text is longer than a message can be, even before its values are filled in."""

from __future__ import annotations

from collections.abc import Iterator

from botengine.messages import MAX_TEXT
from botengine.spec.draft import Draft
from botengine.spec.expressions import literal_length
from botengine.spec.problems import Problem, problem

RULE = "text-too-long"


def check(draft: Draft) -> Iterator[Problem]:
    for use in draft.uses:
        if use.purpose == "text" and len(use.code) > MAX_TEXT and literal_length(use.code) > MAX_TEXT:
            message = f"the text has {literal_length(use.code)} characters; a message can have {MAX_TEXT}"
            yield problem(RULE, use.span, message, "split it into two screens")
