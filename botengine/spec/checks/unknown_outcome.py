"""`then` names an outcome that the action does not declare."""

from __future__ import annotations

from collections.abc import Iterable

from botengine.spec.draft import Draft
from botengine.spec.problems import Problem

RULE = "unknown-outcome"


def check(draft: Draft) -> Iterable[Problem]:
    return draft.unknown("outcome")
