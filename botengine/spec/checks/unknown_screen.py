"""A `go` or `start` leads to a screen that does not exist."""

from __future__ import annotations

from collections.abc import Iterable

from botengine.spec.draft import Draft
from botengine.spec.problems import Problem

RULE = "unknown-screen"


def check(draft: Draft) -> Iterable[Problem]:
    return draft.unknown("screen")
