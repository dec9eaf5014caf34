"""A data field or a field of a record does not exist: in `ask`, `keep`, `set`, `with` or an expression."""

from __future__ import annotations

from collections.abc import Iterable

from botengine.spec.draft import Draft
from botengine.spec.problems import Problem

RULE = "unknown-field"


def check(draft: Draft) -> Iterable[Problem]:
    return (*draft.unknown("field"), *draft.found(RULE))
