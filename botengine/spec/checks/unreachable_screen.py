"""No way leads to a screen from the start, for nobody."""

from botengine.spec.draft import Draft, Found
from botengine.spec.graph import reachable


def check(draft: Draft) -> Found:
    if not draft.whole:
        return
    seen = reachable(draft.bot, everybody=True)
    for name, screen in draft.bot.screens.items():
        if name not in seen:
            span = draft.blocks[draft.bot.flows[screen.flow].place]["screens"].key(screen.name)
            yield span, f"no way leads to screen '{name}'", "add a 'go' or 'call', or delete it"
