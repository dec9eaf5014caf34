"""`with` gives something that the action or flow does not take."""

from __future__ import annotations

from collections.abc import Iterable

from botengine.spec.draft import Draft
from botengine.spec.problems import Problem

RULE = "unknown-argument"


def check(draft: Draft) -> Iterable[Problem]:
    return draft.unknown("argument")
