"""What the checks look at, and what they find."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Literal, TypeVar

from botengine.app import store_file
from botengine.engine.assembly import FlowsError, assemble
from botengine.settings import Settings
from botengine.spec.bot import Bot
from botengine.store.connections import connect
from botengine.store.transaction import Job, Transaction

Kind = Literal["fine", "advice", "problem"]
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Finding:
    """One sentence about one thing; whatever is not fine says what to do."""

    kind: Kind
    about: str
    sentence: str
    todo: str = ""


@dataclass(frozen=True)
class Case:
    """The bot as its settings describe it. With `deploy`, what production needs is not only advice."""

    settings: Settings
    environ: Mapping[str, str]
    deploy: bool = False

    @cached_property
    def loaded(self) -> Bot | str:
        """The bot of the flows, or what is wrong with them."""
        try:
            return assemble(self.settings.flows).bot
        except (FlowsError, OSError) as problem:
            return str(problem).strip()

    @property
    def bot(self) -> Bot | None:
        return self.loaded if isinstance(self.loaded, Bot) else None

    @property
    def bot_id(self) -> str:
        """The bot's name in store and addresses; "" while its flows cannot be read."""
        return self.bot.key if self.bot else ""

    @property
    def file(self) -> Path:
        """The file of the store; `doctor` has made sure that there is one."""
        return store_file(self.settings.store)

    def ask(self, question: Job[T], otherwise: T) -> T:
        """What the store says, as it is: nothing is made or migrated."""
        if not self.file.exists():
            return otherwise
        try:
            with closing(connect(self.file).conn) as database:
                return question(Transaction(database, time.time()))
        except sqlite3.Error:  # `store` tells what is wrong with it
            return otherwise

    def needed(self, about: str, sentence: str, todo: str) -> Finding:
        """Something that production needs and a trial does not."""
        return Finding("problem" if self.deploy else "advice", about, sentence, todo)


def fine(about: str, sentence: str) -> Finding:
    return Finding("fine", about, sentence)


def advice(about: str, sentence: str, todo: str) -> Finding:
    return Finding("advice", about, sentence, todo)


def problem(about: str, sentence: str, todo: str) -> Finding:
    return Finding("problem", about, sentence, todo)
