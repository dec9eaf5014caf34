"""An action is run where a role may come that may not run it; or a button's action is for no role."""

from botengine.spec.draft import Draft, Found
from botengine.spec.graph import first_steps, tree


def check(draft: Draft) -> Found:
    if not draft.bot.roles:
        return
    for owner, first, button in first_steps(draft.bot):
        for step in tree(first):
            if step.do and step.do.action in draft.signatures:
                shut = [role for role in draft.roles_at(owner) if not draft.bot.may_run(role, step.do.action)]
                hidden = button is not None and step is first
                if shut and (not hidden or len(shut) == len(draft.roles_at(owner))):
                    yield (draft.value(step.place, "do"), *_said(step.do.action, shut, hidden=hidden))
    for reading in draft.readings:
        shut = [role for role in draft.roles_at(reading.owner) if not draft.bot.may_run(role, reading.action)]
        if shut:
            yield (reading.place, *_said(reading.action, shut, hidden=False))


def _said(action: str, roles: list[str], *, hidden: bool) -> tuple[str, str]:
    whom = "no role that can come here" if hidden else f"role '{roles[0]}' can come here, but"
    return f"{whom} may {'' if hidden else 'not '}run '{action}'", "add the action to the role in flows.yaml"
