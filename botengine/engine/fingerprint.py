"""Fingerprints of screens: whether a screen still works as it did when its buttons were shown."""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import fields, is_dataclass
from typing import Any

from botengine.engine.steps import buttons_of
from botengine.spec.bot import Bot, Button, Screen
from botengine.spec.moves import Call, Go, Step, Text
from botengine.spec.places import Place

LENGTH = 8  # hex digits: two shapes of one screen are alike by chance once in four billion changes
NAMES = ("id", "flow", "name")  # follow from where a screen stands and from what its buttons do


def fingerprint(bot: Bot, screen: Screen) -> str:
    """The shape of a screen and its buttons, without texts, places and names: new words change nothing."""
    parts: list[object] = [screen]
    parts += [button for state in screen.states for button in buttons_of(bot, screen, state)]
    return _digest([_shape(bot, each) for each in parts])


def data_fingerprint(bot: Bot) -> str:
    """The fields that conversations keep, and their types."""
    return _digest([[bot.former.original(flow.id), _shape(bot, flow.fields)] for flow in bot.flows.values()])


def _digest(shape: object) -> str:
    return hashlib.sha256(repr(shape).encode()).hexdigest()[:LENGTH]


def _shape(bot: Bot, value: Any) -> object:
    if isinstance(value, Text | Place):
        return None
    if isinstance(value, Go | Call):
        target = value.screen if isinstance(value, Go) else value.flow
        return [type(value).__name__, bot.former.original(target), _shape(bot, value.values)]
    if is_dataclass(value) and not isinstance(value, type):
        left = NAMES if isinstance(value, Screen | Button | Step) else ()
        parts = [getattr(value, each.name) for each in fields(value) if each.name not in left]
        return [type(value).__name__, *(_shape(bot, each) for each in parts)]
    if isinstance(value, Mapping):
        return [(key, _shape(bot, each)) for key, each in value.items()]
    if isinstance(value, Iterable) and not isinstance(value, str):
        return [_shape(bot, each) for each in value]
    return value if isinstance(value, str | int | float | None) else type(value).__name__
