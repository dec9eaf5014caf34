"""The way back: to where a person came from, also when screens of that way are gone from the flows."""

from botengine.engine.conversation import Conversation, Frame, Visit
from botengine.engine.steps import CONFIRM
from botengine.spec.bot import Bot


def way_back(bot: Bot, conversation: Conversation) -> Visit:
    """One step back, taken off the conversation's way: in this flow, to its caller, or home."""
    while True:
        frame = conversation.frame
        while frame.history:
            visit = frame.history.pop()
            if visit.screen in bot.places:
                return visit
        if frame.caller is None:
            conversation.frames = [Frame()]
            return Visit(bot.start)
        conversation.frames.pop()
        if frame.caller.screen in bot.places:
            return frame.caller


def refuge(bot: Bot, conversation: Conversation, lost: str) -> Visit:
    """The screen of a state that is gone, or the nearest one on the way to it."""
    screen = screen_of(lost)
    return Visit(screen, conversation.page) if screen in bot.places else way_back(bot, conversation)


def screen_of(state: str) -> str:
    """The screen `flow.screen` of a state `flow.screen[.case][?button]`."""
    return ".".join(state.partition(CONFIRM)[0].split(".")[:2])
