"""The file is no YAML that flows may use: wrong punctuation or indentation, tags, tabs, too large."""

from __future__ import annotations

from collections.abc import Iterable

from botengine.spec.draft import Draft
from botengine.spec.problems import Problem

RULE = "yaml-syntax"


def check(draft: Draft) -> Iterable[Problem]:
    return draft.noted_as(RULE)
