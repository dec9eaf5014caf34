"""A screen says in `renamed` that it came from a flow that there never was: none of today, no former name."""

from botengine.spec.draft import Draft, Found
from botengine.spec.problems import nearest


def check(draft: Draft) -> Found:
    flows = {*draft.bot.flows, *draft.unread, *(each.old for each in draft.renamings if "." not in each.old)}
    for each in draft.renamings:
        flow, dot, _ = each.old.partition(".")
        if dot and flow not in flows:
            near = nearest(flow, flows)
            hint = f"did you mean '{near}'?" if near else f"write 'renamed: {flow}' in a flow of today"
            yield each.place, f"no flow is or was called '{flow}'", hint
