"""Timers: armed by what the person does, ringing once each, disarmed when the screen is left."""

from botengine.engine.steps import CONFIRM
from botengine.events import Event, Noticed
from botengine.spec.bot import Bot, Screen
from botengine.spec.moves import Step

IDLE = "idle"  # the timer of `everywhere.idle`
REMINDED = "reminded: "  # how the journal begins a line about one that only said something
REMIND = "/remind:"  # within the names of reminders' timers, which are those of their steps


def reminder(screen: Screen, name: str) -> Step | None:
    """The reminder of this name; None if it is not this screen's."""
    return next((each.step for each in screen.remind if each.step.id == name), None)


def timers(bot: Bot, before: str, here: Screen, event: Event, now: float) -> dict[str, float | None]:
    """What a turn from the state `before` to the screen `here` arms, and what it disarms (None)."""
    left, idle = bot.states.get(before.partition(CONFIRM)[0]), bot.everywhere.idle
    acted = not isinstance(event, Noticed)
    due: dict[str, float | None] = {}
    if idle and here.id == bot.start:
        due[IDLE] = None
    elif idle and acted:
        due[IDLE] = now + idle.after
    if left and left.id != here.id:
        due |= dict.fromkeys((each.step.id for each in left.remind), None)
    if acted:
        due |= {each.step.id: now + each.after for each in here.remind}
    return due
