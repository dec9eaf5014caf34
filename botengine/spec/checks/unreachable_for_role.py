"""A flow names a role that has no way to get there: every button on the way is hidden from it."""

from botengine.spec.draft import Draft, Found

SEVERITY = "warning"


def check(draft: Draft) -> Found:
    if not draft.whole:
        return
    anybody = frozenset().union(*draft.reach.values())
    for role in draft.bot.roles:
        seen = draft.reach[role]
        for flow in draft.bot.flows.values():
            if role in flow.roles and not seen & set(flow.screens) and anybody & set(flow.screens):
                roles = draft.blocks[flow.place]["roles"]
                place = roles.value(roles.index(role))
                message = f"role '{role}' may enter flow '{flow.id}', but no way leads there for it"
                yield place, message, ""
