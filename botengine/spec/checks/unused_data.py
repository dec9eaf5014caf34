"""A data field is never written and never read."""

from __future__ import annotations

from collections.abc import Iterator

from botengine.spec.draft import Draft
from botengine.spec.problems import Problem, problem

RULE = "unused-data"


def check(draft: Draft) -> Iterator[Problem]:
    if not draft.whole:
        return
    written = {each.name for each in draft.references if each.kind == "field"}
    for flow in draft.bot.flows.values():
        source = draft.blocks[flow.place]
        for name in flow.data:
            if name not in written and (source.file, name) not in draft.names:
                yield problem(
                    RULE, source["data"].key(name), f"nothing uses '{name}'", "delete it", "warning"
                )
