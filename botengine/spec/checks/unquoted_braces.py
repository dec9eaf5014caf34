"""A text that begins with `{{` needs quotes, because YAML reads a brace as the start of a mapping."""

from __future__ import annotations

from collections.abc import Iterable

from botengine.spec.draft import Draft
from botengine.spec.problems import Problem

RULE = "unquoted-braces"


def check(draft: Draft) -> Iterable[Problem]:
    return draft.noted_as(RULE)
