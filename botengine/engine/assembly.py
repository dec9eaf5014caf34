"""A bot's directory made ready to run: flows checked, plug-ins found, machine compiled."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from botengine.clock import SystemClock
from botengine.engine.accounts import MemoryAccounts
from botengine.engine.engine import Engine
from botengine.engine.registry import Registry, discover
from botengine.engine.services import Services
from botengine.errors import BotengineError
from botengine.spec.bot import Bot
from botengine.spec.extraction import with_words
from botengine.spec.load import load_bot
from botengine.spec.problems import format_problems
from botengine.spec.signatures import Signature
from botengine.spec.texts import Renderer


class FlowsError(BotengineError):
    """The flows have errors; `botengine check` lists them."""


@dataclass(frozen=True, slots=True)
class Assembly:
    """A bot that can run: its checked flows, its engine, its plug-ins."""

    bot: Bot
    engine: Engine
    registry: Registry
    services: Services


def assemble(directory: Path, given: Mapping[str, object] | None = None) -> Assembly:
    """Load the bot of a directory. `given`: what services may ask for by name, beyond these defaults:

    `directory` (the bot's), `data` (where the bot may keep files), `clock`, `environ` (settings of plug-ins),
    `accounts` (in memory, until the bot runs upon a store).

    FlowsError carries every problem as text with place, excerpt and suggestion.
    """
    found: list[Registry] = []
    defaults = {
        "directory": directory,
        "data": directory,
        "clock": SystemClock(),
        "environ": os.environ,
        "accounts": MemoryAccounts(),
    }

    def signatures(packages: Sequence[str]) -> Mapping[str, Signature]:
        found.append(discover(packages, directory, {**defaults, **(given or {})}))
        return found[-1].signatures

    loaded = load_bot(directory, signatures, lambda: found[-1].filters)
    if loaded.bot is None:
        raise FlowsError("\n" + format_problems(loaded.problems, loaded.files))
    registry = found[-1]
    renderer = Renderer(loaded.bot, registry.filters, loaded.translations)
    bot = with_words(loaded.bot, loaded.translations)
    return Assembly(bot, Engine(bot, renderer), registry, Services(registry))
