"""A former name in `renamed` is the name of a flow or screen of today, to which chats that stand there go."""

from botengine.spec.draft import Draft, Found


def check(draft: Draft) -> Found:
    living = draft.bot.flows.keys() | draft.bot.places.keys()
    for each in draft.renamings:
        if each.old in living:
            message = f"there is still something called '{each.old}'"
            yield each.place, message, "delete it: only names that are gone can be former names"
