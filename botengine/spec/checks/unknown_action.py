"""A `do`, `load` or `list` names an action that no plug-in offers."""

from __future__ import annotations

from collections.abc import Iterable

from botengine.spec.draft import Draft
from botengine.spec.problems import Problem

RULE = "unknown-action"


def check(draft: Draft) -> Iterable[Problem]:
    return draft.unknown("action")
