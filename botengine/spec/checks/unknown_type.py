"""A field or check names a type that is neither built in nor declared in `types`."""

from __future__ import annotations

from collections.abc import Iterable

from botengine.spec.draft import Draft
from botengine.spec.problems import Problem

RULE = "unknown-type"


def check(draft: Draft) -> Iterable[Problem]:
    return draft.unknown("type")
