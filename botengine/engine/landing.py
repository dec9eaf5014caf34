"""Where a person goes whose screen is no longer there: to the nearest one on the way to it."""

from botengine.engine.conversation import Conversation, Visit
from botengine.engine.steps import CONFIRM
from botengine.spec.bot import Bot


def refuge(bot: Bot, conversation: Conversation, lost: str) -> Visit:
    """The screen of a state that is gone, or the nearest one on the way to it; steps back on that way."""
    if screen_of(lost) in bot.places:
        return Visit(screen_of(lost), conversation.page)
    for frame in reversed(conversation.frames):
        while frame.history:
            visit = frame.history.pop()
            if visit.screen in bot.places:
                return visit
        if len(conversation.frames) > 1:
            conversation.frames.pop()
            if frame.caller and frame.caller.screen in bot.places:
                return frame.caller
    return Visit(bot.start)


def screen_of(state: str) -> str:
    """The screen `flow.screen` of a state `flow.screen[.case][?button]`."""
    return ".".join(state.partition(CONFIRM)[0].split(".")[:2])
