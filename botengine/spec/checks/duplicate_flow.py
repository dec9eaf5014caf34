"""Two files define a flow of the same name."""

from __future__ import annotations

from collections.abc import Iterable

from botengine.spec.draft import Draft
from botengine.spec.problems import Problem

RULE = "duplicate-flow"


def check(draft: Draft) -> Iterable[Problem]:
    return draft.noted_as(RULE)
