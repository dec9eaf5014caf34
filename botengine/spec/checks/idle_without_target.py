"""`idle` or `remind` names a time, but nothing happens then."""

from __future__ import annotations

from collections.abc import Iterator

from botengine.spec.draft import Draft
from botengine.spec.problems import Problem, problem

RULE = "idle-without-target"


def check(draft: Draft) -> Iterator[Problem]:
    bot = draft.bot
    idle = [bot.everywhere.idle] if bot.everywhere.idle else []
    for timer in [*idle, *(each for screen in bot.screens.values() for each in screen.remind)]:
        if timer.step.does_nothing and not draft.damaged:
            span = draft.span(timer.step.place, "after")
            yield problem(RULE, span, "nothing happens after this time", "add for example 'go: main.menu'")
