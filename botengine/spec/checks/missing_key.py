"""A block lacks a key that it cannot do without."""

from __future__ import annotations

from collections.abc import Iterable

from botengine.spec.draft import Draft
from botengine.spec.problems import Problem

RULE = "missing-key"


def check(draft: Draft) -> Iterable[Problem]:
    return draft.noted_as(RULE)
