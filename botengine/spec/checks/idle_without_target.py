"""`idle` names a time, but nothing happens then."""

from __future__ import annotations

from collections.abc import Iterator

from botengine.spec.draft import Draft
from botengine.spec.graph import leads_on
from botengine.spec.problems import Problem, problem

RULE = "idle-without-target"


def check(draft: Draft) -> Iterator[Problem]:
    idle = draft.bot.everywhere.idle
    if idle and not leads_on(idle.step) and not idle.step.say and not draft.damaged:
        span = draft.span(idle.step.place, "after")
        yield problem(RULE, span, "nothing happens after this time", "add for example 'go: main.menu'")
