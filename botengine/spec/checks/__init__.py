"""The rules of the checker: one file per rule, found by looking into this folder."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Iterable
from functools import cache
from typing import Protocol, cast

from botengine.spec.draft import Draft
from botengine.spec.problems import Problem


class Rule(Protocol):
    """A module of this folder. Its docstring is the rule's paragraph in the docs."""

    RULE: str
    __doc__: str | None

    def check(self, draft: Draft) -> Iterable[Problem]: ...


@cache
def all_rules() -> tuple[Rule, ...]:
    """All rules in the order of their names."""
    names = sorted(module.name for module in pkgutil.iter_modules(__path__))
    return tuple(cast(Rule, importlib.import_module(f"{__name__}.{name}")) for name in names)
