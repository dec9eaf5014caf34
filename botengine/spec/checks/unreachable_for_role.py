"""A flow names a role that has no way to get there: every button on the way is hidden from it."""

from botengine.spec.draft import Draft, Found
from botengine.spec.graph import reachable

SEVERITY = "warning"


def check(draft: Draft) -> Found:
    if not draft.whole:
        return
    anybody = reachable(draft.bot, everybody=True)
    for role in draft.bot.roles:
        seen = reachable(draft.bot, role)
        for flow in draft.bot.flows.values():
            if role in flow.roles and not seen & set(flow.screens) and anybody & set(flow.screens):
                roles = draft.blocks[flow.place]["roles"]
                span = roles.value(roles.index(role))
                message = f"role '{role}' may enter flow '{flow.id}', but no way leads there for it"
                yield span, message, ""
