"""Fingerprints of screens: whether a screen still works as it did when its buttons were shown."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import fields, is_dataclass
from typing import Any

from botengine.engine.steps import buttons_of
from botengine.spec.bot import Bot, Screen, Text
from botengine.spec.source import Place

LENGTH = 8  # hex digits: two shapes of one screen are alike by chance once in four billion changes


def fingerprint(bot: Bot, screen: Screen) -> str:
    """The shape of a screen and its buttons, without texts and places: a new wording changes nothing."""
    parts = [_shape(screen)] + [_shape(b) for state in screen.states for b in buttons_of(bot, screen, state)]
    return hashlib.sha256(repr(parts).encode()).hexdigest()[:LENGTH]


def _shape(value: Any) -> object:
    if isinstance(value, Text | Place):
        return None
    if is_dataclass(value) and not isinstance(value, type):
        return [type(value).__name__, *(_shape(getattr(value, each.name)) for each in fields(value))]
    if isinstance(value, Mapping):
        return [(key, _shape(each)) for key, each in value.items()]
    if isinstance(value, Iterable) and not isinstance(value, str):
        return [_shape(each) for each in value]
    return value if isinstance(value, str | int | float | None) else type(value).__name__
