"""A screen says in `renamed` that it came from a flow that there never was: none of today, no former name."""

from __future__ import annotations

from collections.abc import Iterator

from botengine.spec.draft import Draft
from botengine.spec.problems import Problem, nearest, problem

RULE = "unknown-renamed"


def check(draft: Draft) -> Iterator[Problem]:
    flows = {*draft.bot.flows, *draft.unread, *(each.old for each in draft.renamings if "." not in each.old)}
    for each in draft.renamings:
        flow, dot, _ = each.old.partition(".")
        if dot and flow not in flows:
            near = nearest(flow, flows)
            hint = f"did you mean '{near}'?" if near else f"write 'renamed: {flow}' in a flow of today"
            yield problem(RULE, each.span, f"no flow is or was called '{flow}'", hint)
