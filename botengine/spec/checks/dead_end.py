"""A screen, or a case of it, has no way on and no way home for somebody who can come there."""

from botengine.spec.draft import Draft, Found
from botengine.spec.graph import buttons_by_case, leads_on, offered


def check(draft: Draft) -> Found:
    if draft.damaged:
        return
    for screen in draft.bot.places.values():
        told = screen.id in draft.bot.notices
        if told and not screen.buttons:  # nobody stands on it
            continue
        steps = (screen.ask and screen.ask.step, screen.listing and screen.listing.step)
        if any(leads_on(step) for step in steps if step):
            continue
        for case, buttons in buttons_by_case(draft.bot, screen):
            ways = [button for button in buttons if leads_on(button.step)]
            roles = draft.roles_at(screen.id)
            stuck = [role for role in roles if not any(offered(draft.bot, each, role) for each in ways)]
            if stuck:
                source = draft.blocks[draft.bot.flows[screen.flow].place]["notices" if told else "screens"]
                place = source[screen.name]["cases"].key(case) if case else source.key(screen.name)
                whom = f" for role '{stuck[0]}'" if ways and stuck[0] else ""
                yield place, f"no way leads on from here{whom}", "add a button, or a 'bottom' in everywhere"
