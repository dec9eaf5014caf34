"""An expression uses a filter that is neither built in nor offered by a plug-in."""

from __future__ import annotations

from collections.abc import Iterable

from botengine.spec.draft import Draft
from botengine.spec.problems import Problem

RULE = "unknown-filter"


def check(draft: Draft) -> Iterable[Problem]:
    return draft.found(RULE)
