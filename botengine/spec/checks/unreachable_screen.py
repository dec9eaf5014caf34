"""No way leads to a screen from the start, or none that a role which may enter can take."""

from botengine.spec.draft import Draft, Found
from botengine.spec.graph import reachable


def check(draft: Draft) -> Found:
    if not draft.whole:
        return
    bot = draft.bot
    seen = frozenset().union(*draft.reach.values())
    by_anybody = reachable(bot, everybody=True) if seen != bot.screens.keys() else seen
    for name, screen in bot.screens.items():
        if name in seen:
            continue
        place = draft.blocks[bot.flows[screen.flow].place]["screens"].key(screen.name)
        if name not in by_anybody:
            yield place, f"no way leads to screen '{name}'", "add a 'go' or 'call', or delete it"
        elif not draft.powerless:
            message = f"no role can come to screen '{name}': the ways are hidden from those who may enter"
            yield place, message, "open a way to one of them, or delete it"
