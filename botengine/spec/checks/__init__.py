"""The rules of the checker: one file per rule, found by looking into this folder."""

import importlib
import pkgutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache

from botengine.spec.draft import Draft, Found
from botengine.spec.problems import Problem, Severity


@dataclass(frozen=True, slots=True)
class Rule:
    """A file of this folder. Without a `check`, its problems are noted while the bot is read and built."""

    name: str
    text: str  # the rule's paragraph in the docs
    check: Callable[[Draft], Found] | None
    severity: Severity


@cache
def all_rules() -> tuple[Rule, ...]:
    """All rules in the order of their names."""
    names = sorted(module.name for module in pkgutil.iter_modules(__path__))
    return tuple(_rule(name) for name in names)


def problems(draft: Draft) -> Iterator[Problem]:
    """Everything that any rule says of the bot."""
    yield from draft.problems
    for rule in all_rules():
        for place, message, hint in rule.check(draft) if rule.check else ():
            yield Problem(rule.name, place, message, hint, rule.severity)


def _rule(name: str) -> Rule:
    module = importlib.import_module(f"{__name__}.{name}")
    severity: Severity = getattr(module, "SEVERITY", "error")
    return Rule(name.replace("_", "-"), module.__doc__ or "", getattr(module, "check", None), severity)
