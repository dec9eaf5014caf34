"""`tries` counts wrong answers, but nothing happens after the last one."""

from __future__ import annotations

from collections.abc import Iterator

from botengine.spec.draft import Draft
from botengine.spec.problems import Problem, problem

RULE = "tries-without-then"


def check(draft: Draft) -> Iterator[Problem]:
    for screen in draft.bot.screens.values():
        if screen.ask and screen.ask.check.tries and not screen.ask.check.then and not draft.damaged:
            span = draft.blocks[screen.place]["check"].value("tries")
            yield problem(RULE, span, "nothing happens after the last try", "add 'then: cancel' or {go: ...}")
