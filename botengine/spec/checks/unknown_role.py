"""A flow names a role that flows.yaml does not declare."""

from __future__ import annotations

from collections.abc import Iterable

from botengine.spec.draft import Draft
from botengine.spec.problems import Problem

RULE = "unknown-role"


def check(draft: Draft) -> Iterable[Problem]:
    return draft.unknown("role")
