"""A block has a key that the language does not know; mostly a typing error."""

from __future__ import annotations

from collections.abc import Iterable

from botengine.spec.draft import Draft
from botengine.spec.problems import Problem

RULE = "unknown-key"


def check(draft: Draft) -> Iterable[Problem]:
    return draft.noted_as(RULE)
