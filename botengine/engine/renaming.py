"""A conversation of an older version of the flows finds its flows and screens under their names of today."""

import re
from dataclasses import replace

from msgspec import structs

from botengine.engine.conversation import NEW, Conversation, Frame, ShownKey, Visit
from botengine.engine.steps import CONFIRM
from botengine.events import Event, Noticed, Told
from botengine.spec.bot import Bot


def rename(bot: Bot, conversation: Conversation) -> None:
    """Bring all names that the conversation holds up to date: of its place, its way, its data, its keys."""
    if not bot.former.names or conversation.state == NEW:
        return
    conversation.state = present_state(bot, conversation.state)
    conversation.frames = [_frame(bot, frame) for frame in conversation.frames]
    conversation.keys = [_key(bot, shown) for shown in conversation.keys]
    conversation.told = [_key(bot, shown) for shown in conversation.told]


def present_state(bot: Bot, state: str) -> str:
    """Today's name of a state `flow.screen[.case][?button]`."""
    place, confirm, button = state.partition(CONFIRM)
    screen = ".".join(place.split(".")[:2])
    return bot.former.present(screen) + place.removeprefix(screen) + confirm + _identity(bot, button)


def _frame(bot: Bot, frame: Frame) -> Frame:
    data = {bot.former.present(flow): values for flow, values in frame.data.items()}
    history = [Visit(bot.former.present(each.screen), each.page) for each in frame.history]
    caller = frame.caller and Visit(bot.former.present(frame.caller.screen), frame.caller.page)
    return structs.replace(frame, data=data, history=history, caller=caller)


def _key(bot: Bot, shown: ShownKey) -> ShownKey:
    """A key's trigger is a step, or one of the engine's own."""
    return structs.replace(shown, trigger=present_step(bot, shown.trigger))


def renamed_event(bot: Bot, event: Event) -> Event:
    """A timer that was armed, or a notice that was sent, under a former name."""
    if isinstance(event, Noticed):
        return replace(event, name=present_step(bot, event.name))
    if isinstance(event, Told):
        return Told(tuple(replace(each, name=bot.former.present(each.name)) for each in event.items))
    return event


def present_step(bot: Bot, step: str) -> str:
    """Today's name of a step `flow.screen[.case]/button` or `everywhere/bottom:button`."""
    owner, slash, button = step.partition("/")
    if not slash or not bot.former.names:
        return step
    identity, confirm, _ = button.partition(CONFIRM)
    return f"{present_state(bot, owner)}/{_identity(bot, identity)}{confirm}"


def _identity(bot: Bot, button: str) -> str:
    """What a button does, where that names a screen or flow."""
    what, target, name = re.split(r"(\bgo:|\bcall:|$)", button, maxsplit=1)
    return what + target + (bot.former.present(name) if target else name)
