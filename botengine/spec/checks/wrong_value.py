"""The value of a key has the wrong form: a list where a text is wanted, a number outside its limits."""

from __future__ import annotations

from collections.abc import Iterable

from botengine.spec.draft import Draft
from botengine.spec.problems import Problem

RULE = "wrong-value"


def check(draft: Draft) -> Iterable[Problem]:
    return draft.noted_as(RULE)
