"""An action has outcomes that nothing follows: neither `then` nor a `say` or move for all others."""

from __future__ import annotations

from collections.abc import Iterator

from botengine.spec.draft import Draft
from botengine.spec.graph import tree
from botengine.spec.problems import Problem, nearest, problem

RULE = "unhandled-outcome"


def check(draft: Draft) -> Iterator[Problem]:
    for _, first, _ in draft.all_steps():
        for step in tree(first):
            signature = draft.signatures.get(step.do.action) if step.do else None
            if not step.do or not signature or len(signature.outcomes) == 1:
                continue
            meant = {nearest(name, signature.outcomes) for name in step.do.then}
            open_ = [name for name in signature.outcomes if name not in meant]
            if open_ and step.do.otherwise.does_nothing:
                names = ", ".join(f"'{name}'" for name in open_)
                message = f"nothing follows the outcome {names} of '{step.do.action}'"
                yield problem(
                    RULE, draft.span(step.place, "do"), message, "add it to 'then', or a 'say' for the others"
                )
