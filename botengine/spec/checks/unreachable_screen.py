"""No way leads to a screen from the start, or none that a role which may enter can take."""

from dataclasses import replace

from botengine.spec.bot import Bot
from botengine.spec.draft import Draft, Found
from botengine.spec.graph import first_steps, reachable, tree


def check(draft: Draft) -> Found:
    if not draft.whole:
        return
    bot = draft.bot
    seen = frozenset().union(*draft.reach.values())
    by_anybody = reachable(bot, everybody=True) if seen != bot.screens.keys() else seen
    lost = bot.screens.keys() - by_anybody
    led = {name: reachable(replace(bot, start=name), everybody=True) & lost for name in lost}
    followers = {name for n in lost for name in led[n] - {n} if n not in led[name] or n < name}
    for name, screen in bot.screens.items():
        if name in seen or name in followers:  # what only lost screens lead to is found again with them
            continue
        place = draft.blocks[bot.flows[screen.flow].place]["screens"].key(screen.name)
        if name not in by_anybody:
            yield place, f"no way leads to screen '{name}'", "add a 'go' or 'call', or delete it"
        elif not _powerless(bot):
            message = f"no role can come to screen '{name}': the ways are hidden from those who may enter"
            yield place, message, "open a way to one of them, or delete it"


def _powerless(bot: Bot) -> bool:
    """Whether an action is for no role, or a role is none: what only they lead to is told with them."""
    if any(not flow.roles <= bot.roles.keys() for flow in bot.flows.values()):
        return True
    steps = (each.do for _, step, _ in first_steps(bot) for each in tree(step) if each.do)
    return any(not any(bot.may_run(role, do.action) for role in bot.roles or ("",)) for do in steps)
