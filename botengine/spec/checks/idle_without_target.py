"""`idle` or `remind` names a time, but nothing happens then."""

from botengine.spec.draft import Draft, Found


def check(draft: Draft) -> Found:
    bot = draft.bot
    idle = [bot.everywhere.idle] if bot.everywhere.idle else []
    for timer in [*idle, *(each for screen in bot.screens.values() for each in screen.remind)]:
        if timer.step.does_nothing and not draft.damaged:
            place = draft.value(timer.step.place, "after")
            yield place, "nothing happens after this time", "add for example 'go: main.menu'"
