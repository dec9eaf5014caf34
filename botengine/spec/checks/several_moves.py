"""A step has two moves, such as `go` and `back`; only one can happen."""

from __future__ import annotations

from collections.abc import Iterable

from botengine.spec.draft import Draft
from botengine.spec.problems import Problem

RULE = "several-moves"


def check(draft: Draft) -> Iterable[Problem]:
    return draft.noted_as(RULE)
