"""Random walks through a bot, as every role: a walk that breaks a rule is shrunk and told as a scenario."""

from __future__ import annotations

import logging
import os
import shutil
import traceback
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from time import perf_counter
from typing import Any

from botengine.engine.assembly import Assembly, assemble
from botengine.engine.services import Services
from botengine.errors import BotengineError
from botengine.testing.clock import FrozenClock
from botengine.testing.moves import choose, people
from botengine.testing.phone import Phone
from botengine.testing.soundness import Watch
from botengine.testing.stage import Stage, person_of
from botengine.testing.verbs import VERBS
from botengine.testing.written import Line, scenario_text

LENGTH = 200  # steps of a walk; then the next one begins, with the bot's files as new


class ExploreError(BotengineError):
    """The bot cannot be explored so."""


@dataclass(frozen=True, slots=True)
class Findings:
    """What the walks came to. `problem` "" if every rule held; else `scenario` shows how it is broken."""

    steps: int
    walks: int
    seconds: float
    problem: str = ""
    scenario: str = ""


class Lab:
    """A bot that is set up once and is as good as new for every walk. `folder`: an empty one to work in."""

    def __init__(self, directory: Path, folder: Path, stubs: Mapping[str, Any]) -> None:
        self.folder = folder
        self.stubs = stubs
        self.first = folder / "first"
        self.first.mkdir()
        self.bot = assemble(directory, {"clock": FrozenClock(), "data": self.first})
        self.bot.services.prepare()
        self.bot.services.close()

    @contextmanager
    def stage(self, person: Any) -> Iterator[Stage]:
        """A person's phone, opened, on files and a clock of its own."""
        data = self.folder / "walk"
        shutil.rmtree(data, ignore_errors=True)
        shutil.copytree(self.first, data)
        bot = self._fresh(data, clock := FrozenClock())
        phone = Phone(bot, person_of(bot, person), clock, self.stubs)
        try:
            yield Stage(phone.open(), {phone.user.id: phone})
        finally:
            bot.services.close()

    def _fresh(self, data: Path, clock: FrozenClock) -> Assembly:
        given = {**self.bot.registry.given, "clock": clock, "data": data}
        registry = replace(self.bot.registry, given=given)
        return replace(self.bot, registry=registry, services=Services(registry))


def explore(
    directory: Path, steps: int, seed: int = 1, role: str = "", stubs: Mapping[str, Any] | None = None
) -> Findings:
    """Walk so many steps. `role`: only people of this role (or the sample person of this name).

    `stubs`: action -> what it answers instead of being run. The same seed walks the same ways. Stops at
    the first broken rule. ExploreError for an unknown role or action.
    """
    with TemporaryDirectory(prefix="explore-", dir=_memory()) as folder, _listening() as heard:
        lab = Lab(directory, Path(folder), stubs or {})
        for unknown in lab.stubs.keys() - lab.bot.registry.actions.keys():
            raise ExploreError(f"the bot has no action '{unknown}' that could be stubbed")
        return _explore(lab, steps, seed, _chosen(lab.bot, role), heard)


def _memory() -> Path | None:
    """A folder in memory where the system has one: bots that sync their files walk twice as fast there."""
    folder = Path("/dev/shm")  # noqa: S108 - what is made in it has an unguessable name
    return folder if os.access(folder, os.W_OK) else None


def _chosen(bot: Assembly, role: str) -> Sequence[Any]:
    known = people(bot.bot)
    chosen = [each for each in known if not role or role in (each, person_of(bot, each).role)]
    if not chosen:
        names = sorted({*bot.bot.roles, *bot.bot.people})
        raise ExploreError(f"nobody is '{role}'; roles and sample people are {', '.join(names) or 'none'}")
    return chosen


def _explore(lab: Lab, steps: int, seed: int, persons: Sequence[Any], heard: list[str]) -> Findings:
    started, done, walks = perf_counter(), 0, 0
    while done < steps:
        random = Random(f"{seed}/{walks}")  # noqa: S311 - must be the same again, not a secret
        person = persons[walks % len(persons)]
        lines: list[Line] = []
        heard.clear()
        problem = _walk(lab, person, _wander(random, persons, min(LENGTH, steps - done)), lines)
        done, walks = done + len(lines), walks + 1
        if problem:
            seconds = perf_counter() - started
            remarks = [f"found by exploring: seed {seed}, walk {walks}", problem, *heard[-1:]]
            return Findings(
                done, walks, seconds, problem, _shortest(lab, person, lines, _kind(problem), remarks)
            )
    return Findings(done, walks, perf_counter() - started)


def _shortest(lab: Lab, person: Any, lines: Sequence[Line], kind: str, remarks: Sequence[str]) -> str:
    needed = shrink(lines, lambda tried: _kind(_replay(lab, person, tried)) == kind)
    return scenario_text(remarks[1], person, [*needed, ("sound", True)], remarks, lab.stubs)


Next = Callable[[Stage], Line | None]


def _wander(random: Random, persons: Sequence[Any], length: int) -> Next:
    left = iter(range(length))
    return lambda stage: None if next(left, None) is None else choose(random, stage, persons)


def _replay(lab: Lab, person: Any, lines: Sequence[Line]) -> str:
    """The rule that these steps break; "" if they break none, or cannot be done."""
    left = iter(lines)
    try:
        return _walk(lab, person, lambda _stage: next(left, None), [])
    except AssertionError:
        return ""


def _walk(lab: Lab, person: Any, following: Next, lines: list[Line]) -> str:
    """Do what follows until nothing does or a rule is broken. `lines` gets what was done."""
    with lab.stage(person) as stage:
        watches: dict[str, Watch] = {}
        while not (problem := _look(stage, watches)) and (line := following(stage)):
            lines.append(line)
            VERBS[line[0]](stage, line[1])
        return problem


def _look(stage: Stage, watches: dict[str, Watch]) -> str:
    return watches.setdefault(stage.phone.user.id, Watch(stage.phone)).look()


def _kind(problem: str) -> str:
    return problem.partition(":")[0]


def shrink(lines: Sequence[Line], fails: Callable[[Sequence[Line]], bool]) -> Sequence[Line]:
    """The fewest steps that still fail, found by leaving out ever smaller parts."""
    best, size = list(lines), len(lines)
    while size:
        start, before = 0, len(best)
        while start < len(best):
            tried = best[:start] + best[start + size :]
            if fails(tried):
                best = tried
            else:
                start += size
        if size > 1 or len(best) == before:
            size //= 2
    return best


class _Ear(logging.Handler):
    def __init__(self, heard: list[str]) -> None:
        super().__init__(logging.ERROR)
        self.heard = heard

    def emit(self, record: logging.LogRecord) -> None:
        error = record.exc_info[1] if record.exc_info else None
        if error:
            frame = traceback.extract_tb(error.__traceback__)[-1]
            place = f"{Path(frame.filename).name}:{frame.lineno}"
            self.heard.append(f"{type(error).__name__}: {error} ({place})".replace("\n", " "))


@contextmanager
def _listening() -> Iterator[list[str]]:
    """What the engine logs as errors, instead of a screen full of tracebacks."""
    heard: list[str] = []
    log, ear = logging.getLogger("botengine"), _Ear(heard)
    before = log.propagate
    log.addHandler(ear)
    log.propagate = False
    try:
        yield heard
    finally:
        log.removeHandler(ear)
        log.propagate = before
