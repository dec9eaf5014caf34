"""Screens that move on by themselves (empty list, missing record, single hit) lead back to each other."""

from collections.abc import Iterator

from botengine.spec.bot import Bot, Screen
from botengine.spec.draft import Draft, Found
from botengine.spec.graph import closure, leads_on, targets
from botengine.spec.moves import Step


def check(draft: Draft) -> Found:
    ways = {name: list(_automatic(draft.bot, screen)) for name, screen in draft.bot.screens.items()}
    for name, steps in ways.items():
        for step, target in steps:
            if name in closure([target], lambda each: (after for _, after in ways.get(each, ()))):
                message = f"screen '{name}' comes round to itself without asking the person anything"
                yield draft.blocks[step.place].place, message, "go to a screen that waits for the person"


def _automatic(bot: Bot, screen: Screen) -> Iterator[tuple[Step, str]]:
    """Steps that can happen as soon as the screen is shown, and where they lead."""
    listing = screen.listing
    single = listing.step if listing and listing.open_single else None
    for step in filter(None, (screen.missing, listing.empty if listing else None, single)):
        yield from ((step, target) for target in targets(bot, step))
        if not leads_on(step) and (step.do or step is single):  # what only says a text, stays
            yield step, screen.id
