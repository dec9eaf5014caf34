"""What the commands for operators share: the bot of the settings, its store, and two forms of answers."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple, NoReturn

import click

if TYPE_CHECKING:
    from botengine.engine.services import Services
    from botengine.settings import Settings
    from botengine.spec.bot import Bot
    from botengine.store.sqlite import SqliteStore

OPERATOR = "cli"  # who it was, in the audit log


class Operated(NamedTuple):
    """A bot and its store; `id` names the bot there."""

    settings: Settings
    bot: Bot
    store: SqliteStore
    id: str
    services: Services


@contextmanager
def operated() -> Iterator[Operated]:
    """The bot of the settings; it may be running meanwhile."""
    from botengine.app import open_store, store_file
    from botengine.engine.assembly import assemble
    from botengine.settings import Settings

    settings = Settings.from_env(os.environ)
    assembly = assemble(settings.flows, {"data": store_file(settings.store).parent})
    bot, store = assembly.bot, open_store(settings.store)
    try:
        yield Operated(settings, bot, store, bot.key, assembly.services)
    finally:
        assembly.services.close()
        store.close()


@contextmanager
def stored(url: str = "") -> Iterator[Path]:
    """The file of a store, or that of the settings; whatever goes wrong is told as a sentence."""
    from botengine.app import store_file
    from botengine.errors import BotengineError
    from botengine.settings import Settings

    try:
        yield store_file(url or Settings.from_env(os.environ).store)
    except (BotengineError, OSError) as problem:
        fail(str(problem))


def show(told: Any, text: str, *, as_json: bool) -> None:
    """Answer with the text, or with what it tells as JSON."""
    click.echo(json.dumps(told, ensure_ascii=False, indent=2) if as_json else text)


def fail(sentence: str) -> NoReturn:
    click.echo(f"botengine: {sentence}", err=True)
    raise SystemExit(1)
