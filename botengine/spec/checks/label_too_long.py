"""The label of a button is longer than Viber shows, even before its values are filled in."""

from __future__ import annotations

from collections.abc import Iterator

from botengine.messages import MAX_LABEL
from botengine.spec.draft import Draft
from botengine.spec.expressions import literal_length
from botengine.spec.problems import Problem, problem

RULE = "label-too-long"


def check(draft: Draft) -> Iterator[Problem]:
    for use in draft.uses:
        if use.purpose == "label" and len(use.code) > MAX_LABEL and literal_length(use.code) > MAX_LABEL:
            message = f"the label has {literal_length(use.code)} characters; a button can have {MAX_LABEL}"
            yield problem(RULE, use.span, message, "shorten it")
