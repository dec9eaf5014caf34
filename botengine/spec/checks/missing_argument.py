"""An action or flow needs an argument that is neither a variable of that name nor given in `with`."""

from __future__ import annotations

from collections.abc import Iterable

from botengine.spec.draft import Draft
from botengine.spec.problems import Problem

RULE = "missing-argument"


def check(draft: Draft) -> Iterable[Problem]:
    return draft.noted_as(RULE)
