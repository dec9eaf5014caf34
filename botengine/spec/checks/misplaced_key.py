"""A key that means nothing without another one beside it, such as `then` without `do`."""

from __future__ import annotations

from collections.abc import Iterable

from botengine.spec.draft import Draft
from botengine.spec.problems import Problem

RULE = "misplaced-key"


def check(draft: Draft) -> Iterable[Problem]:
    return draft.noted_as(RULE)
