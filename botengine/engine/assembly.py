"""A bot's directory made ready to run: flows checked, plug-ins found, machine compiled."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from botengine.clock import SystemClock
from botengine.engine.engine import Engine
from botengine.engine.kinds import Kinds
from botengine.engine.loading import GIVEN, find
from botengine.engine.registry import Registry
from botengine.engine.services import Services
from botengine.errors import BotengineError
from botengine.spec.bot import Bot
from botengine.spec.extraction import with_words
from botengine.spec.problems import format_problems
from botengine.spec.texts import Renderer


class FlowsError(BotengineError):
    """The flows have errors; `botengine check` lists them."""


@dataclass(frozen=True, slots=True)
class Assembly:
    """A bot that can run: its checked flows, its engine, its plug-ins, and the texts of its files."""

    bot: Bot
    engine: Engine
    registry: Registry
    services: Services
    files: Mapping[str, str]


def assemble(
    directory: Path, given: Mapping[str, object] | None = None, plugins: Path | None = None
) -> Assembly:
    """Load the bot of a directory. `given`: what services may ask for by name, beyond these defaults:

    `directory` (the bot's), `data` (where the bot may keep files), `clock`, `environ` (settings of plug-ins),
    `accounts` (None, until it runs upon a store or on a phone), `kinds` (of notices, as a person has them).

    FlowsError carries every problem as text with place, excerpt and suggestion.
    """
    values = (directory, directory, SystemClock(), os.environ, None, None)
    loaded, registry = find(directory, {**dict(zip(GIVEN, values, strict=True)), **(given or {})}, plugins)
    if loaded.bot is None:
        raise FlowsError("\n" + format_problems(loaded.problems, loaded.files))
    renderer = Renderer(loaded.bot, registry.filters, loaded.translations)
    bot, services = with_words(loaded.bot, loaded.translations), Services(registry)
    services.give("kinds", Kinds(bot, renderer))  # until now None: the flows had to be read first
    return Assembly(bot, Engine(bot, renderer), registry, services, loaded.files)
