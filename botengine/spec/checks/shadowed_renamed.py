"""A former name in `renamed` is the name of a flow or screen of today, to which chats that stand there go."""

from __future__ import annotations

from collections.abc import Iterator

from botengine.spec.draft import Draft
from botengine.spec.problems import Problem, problem

RULE = "shadowed-renamed"


def check(draft: Draft) -> Iterator[Problem]:
    living = draft.bot.flows.keys() | draft.bot.places.keys()
    for each in draft.renamings:
        if each.old in living:
            message = f"there is still something called '{each.old}'"
            yield problem(RULE, each.span, message, "delete it: only names that are gone can be former names")
