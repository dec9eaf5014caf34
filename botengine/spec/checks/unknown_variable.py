"""An expression uses a name that is no data field, loaded record, or other variable of its place."""

from __future__ import annotations

from collections.abc import Iterable

from botengine.spec.draft import Draft
from botengine.spec.problems import Problem

RULE = "unknown-variable"


def check(draft: Draft) -> Iterable[Problem]:
    return draft.found(RULE)
