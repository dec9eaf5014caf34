"""A text or condition is no expression of the language: wrong syntax, a call, a block, braces missing."""

from __future__ import annotations

from collections.abc import Iterable

from botengine.spec.draft import Draft
from botengine.spec.problems import Problem

RULE = "wrong-expression"


def check(draft: Draft) -> Iterable[Problem]:
    return draft.found(RULE)
