"""A screen loads or lists what an action answers, but the action does not say of which type that is."""

from __future__ import annotations

from collections.abc import Iterable

from botengine.spec.draft import Draft
from botengine.spec.problems import Problem

RULE = "untyped-answer"


def check(draft: Draft) -> Iterable[Problem]:
    return draft.noted_as(RULE)
