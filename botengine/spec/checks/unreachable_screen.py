"""No way leads to a screen from the start, for nobody."""

from __future__ import annotations

from collections.abc import Iterator

from botengine.spec.draft import Draft
from botengine.spec.graph import reachable
from botengine.spec.problems import Problem, problem

RULE = "unreachable-screen"


def check(draft: Draft) -> Iterator[Problem]:
    if not draft.whole:
        return
    seen = reachable(draft.bot, everybody=True)
    for name, screen in draft.bot.screens.items():
        if name not in seen:
            span = draft.blocks[draft.bot.flows[screen.flow].place]["screens"].key(screen.name)
            yield problem(
                RULE, span, f"no way leads to screen '{name}'", "add a 'go' or 'call', or delete it"
            )
