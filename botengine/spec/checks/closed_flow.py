"""A step that is not a hidden button leads into a flow that is closed to a role that can be there."""

from botengine.spec.draft import Draft, Found
from botengine.spec.graph import first_steps, targets, tree
from botengine.spec.moves import Call, Go


def check(draft: Draft) -> Found:
    for owner, first, button in first_steps(draft.bot):
        for step in tree(first):
            if not isinstance(step.move, Go | Call) or (button and step is first):
                continue
            for screen in list(targets(draft.bot, step))[:1]:
                flow = draft.bot.screens[screen].flow
                shut = [role for role in draft.roles_at(owner) if not draft.bot.may_enter(role, flow)]
                shut = [r for r in shut if not first.do or draft.bot.may_run(r, first.do.action)]
                if shut:
                    place = draft.value(step.place, "go" if isinstance(step.move, Go) else "call")
                    message = f"flow '{flow}' is closed to role '{shut[0]}', which can be here"
                    yield place, message, "open the flow to the role, or go elsewhere"
    for notice in draft.bot.notices.values():
        for role in sorted(notice.roles):
            if role in draft.bot.roles and not draft.bot.may_enter(role, notice.flow):
                roles = draft.blocks[notice.place]["roles"]
                message = f"flow '{notice.flow}' is closed to role '{role}', which is told this"
                yield roles.value(roles.index(role)), message, "tell only roles of the flow"
