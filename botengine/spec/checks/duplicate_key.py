"""A key stands twice in one block; YAML would silently forget the first."""

from __future__ import annotations

from collections.abc import Iterable

from botengine.spec.draft import Draft
from botengine.spec.problems import Problem

RULE = "duplicate-key"


def check(draft: Draft) -> Iterable[Problem]:
    return draft.noted_as(RULE)
