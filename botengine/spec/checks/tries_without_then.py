"""`tries` counts wrong answers, but nothing happens after the last one."""

from botengine.spec.draft import Draft, Found


def check(draft: Draft) -> Found:
    for screen in draft.bot.screens.values():
        if screen.ask and screen.ask.check.tries and not screen.ask.check.then and not draft.damaged:
            place = draft.blocks[screen.place]["check"].value("tries")
            yield place, "nothing happens after the last try", "add 'then: cancel' or {go: ...}"
