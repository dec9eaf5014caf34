"""An action has outcomes that nothing follows: neither `then` nor a `say` or move for all others."""

from botengine.spec.draft import Draft, Found
from botengine.spec.graph import first_steps, tree
from botengine.spec.problems import nearest


def check(draft: Draft) -> Found:
    for _, first, _ in first_steps(draft.bot):
        for step in tree(first):
            signature = draft.signatures.get(step.do.action) if step.do else None
            if not step.do or not signature or len(signature.outcomes) == 1:
                continue
            meant = {n if n in signature.outcomes else nearest(n, signature.outcomes) for n in step.do.then}
            open_ = [name for name in signature.outcomes if name not in meant]
            if open_ and step.do.otherwise.does_nothing:
                message = f"nothing follows the outcome {', '.join(map(repr, open_))} of '{step.do.action}'"
                yield draft.value(step.place, "do"), message, "add it to 'then', or a 'say' for the others"
