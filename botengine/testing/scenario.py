"""Scenarios: chats written down in YAML, played on a phone without a network."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from botengine.engine.assembly import Assembly
from botengine.engine.services import Services
from botengine.errors import BotengineError
from botengine.spec.places import Place
from botengine.spec.source import Map, Seq, read
from botengine.testing.accounts import MemoryAccounts
from botengine.testing.clock import FrozenClock
from botengine.testing.phone import SHOWS, NoSuchButtonError, Phone
from botengine.testing.stage import Stage, demand, nearest, person_of
from botengine.testing.verbs import VERBS

KEYS = ("scenario", "as", "given", "steps")
GIVEN = ("stubs", "shop")  # `shop: demo` says what is there anyway: files of its own, filled by the plug-ins


class ScenarioError(BotengineError):
    """A scenario cannot be read; the message says where and what to write instead."""


@dataclass(frozen=True, slots=True)
class Step:
    """One line of a scenario: a verb and what it is about."""

    verb: str
    argument: Any
    place: Place


@dataclass(frozen=True, slots=True)
class Scenario:
    """A chat that must go exactly so. `stubs`: action name -> what it answers instead of being run."""

    name: str
    place: Place
    person: Any  # a sample person's name, or a mapping that describes one
    stubs: Map
    steps: tuple[Step, ...]
    who: Place  # where the person is named


@dataclass(frozen=True, slots=True)
class Result:
    """How a scenario went: `problem` is empty if it passed, else what was expected, where, and the phone.

    `chats`: of each phone that took part, the person's role and the journal of all turns.
    """

    scenario: Scenario
    problem: str = ""
    chats: tuple[tuple[str, Sequence[Mapping[str, Any]]], ...] = ()


def find_scenarios(path: Path) -> Iterator[Scenario]:
    """All scenarios of a file or of a folder's *.yaml. ScenarioError at the first that cannot be read."""
    files = [path] if path.is_file() else sorted(path.rglob("*.yaml"))
    for file in files:
        document = read(file.read_bytes(), str(file))
        for flaw in document.flaws:
            raise ScenarioError(f"{flaw.place}: {flaw.message}. {flaw.hint}")
        roots = document.root if isinstance(document.root, Seq) else [document.root]
        yield from (_scenario(root, Place(str(file), 1, 1)) for root in roots)


def play(scenario: Scenario, bot: Assembly) -> Result:
    """Run a scenario on this bot, but with services, files and a clock of its own."""
    with TemporaryDirectory(prefix="scenario-") as data:
        clock = FrozenClock()
        bot = _anew(bot, {"clock": clock, "data": Path(data), "accounts": MemoryAccounts()})
        try:
            if unknown := _unknown(scenario, bot):
                return Result(scenario, unknown)
            user = person_of(bot, scenario.person)
            phone = Phone(bot, user, clock, scenario.stubs)
            stage = Stage(phone, {user.id: phone})
            phone.open()
            problem = _run(scenario, stage)
            return Result(
                scenario, problem, tuple((each.role, each.journal) for each in stage.phones.values())
            )
        finally:
            bot.services.close()


def _anew(bot: Assembly, given: Mapping[str, object]) -> Assembly:
    """The same flows with services of their own, quicker than to load all again."""
    registry = replace(bot.registry, given={**bot.registry.given, **given})
    return replace(bot, registry=registry, services=Services(registry))


def _unknown(scenario: Scenario, bot: Assembly) -> str:
    """What the head of a scenario names and the bot does not have; "" if it has all of it."""
    place, what = scenario.who, "as"
    try:
        person_of(bot, scenario.person)
        for name in scenario.stubs:
            place, what = scenario.stubs.key(name), "stubs"
            demand("action", name, bot.registry.actions)
    except AssertionError as problem:
        return f"{place}: {what}: {problem}"
    return ""


def _run(scenario: Scenario, stage: Stage) -> str:
    for step in scenario.steps:
        try:
            VERBS[step.verb](stage, step.argument)
        except (AssertionError, NoSuchButtonError) as problem:
            said = str(problem).partition(SHOWS)[0]  # the portrait shows it
            return f"{step.place}: {step.verb}: {said}\n{_portrait(stage.phone)}"
    return ""


def _portrait(phone: Phone) -> str:
    """The phone as text, for a person who asks what went wrong."""
    lines = [f"  at {phone.at}, as {phone.user.role or phone.user.id}", *phone.text.splitlines()]
    return "\n  | ".join([*lines, *(f"[ {label} ]" for label in phone.buttons)])


# -- reading


def _scenario(root: Any, place: Place) -> Scenario:
    if not isinstance(root, Map) or "steps" not in root:
        raise ScenarioError(f"{place}: a scenario is a mapping with {', '.join(KEYS)}")
    for key in root:
        if key not in KEYS:
            raise ScenarioError(f"{root.key(key)}: unknown key '{key}'{nearest(key, KEYS)}")
    person, given = root.get("as", {}), root.get("given") or Map()
    for key in given if isinstance(given, Map) else ():
        if key not in GIVEN:
            raise ScenarioError(f"{given.key(key)}: unknown key '{key}'{nearest(key, GIVEN)}")
    steps = root["steps"]
    if not isinstance(steps, Seq):
        raise ScenarioError(f"{root.key('steps')}: `steps` is a list: one line for each, beginning with -")
    return Scenario(
        name=str(root.get("scenario", place.file)),
        place=root.place,
        person=person,
        stubs=given.get("stubs") or Map(),
        steps=tuple(_step(item, steps.value(number)) for number, item in enumerate(steps)),
        who=root.value("as") if "as" in root else root.place,
    )


def _step(item: Any, place: Place) -> Step:
    if not isinstance(item, Map) or len(item) != 1:
        raise ScenarioError(f"{place}: a step is one verb and what it is about, such as `tap: Menu`")
    ((verb, argument),) = item.items()
    if verb not in VERBS:
        raise ScenarioError(f"{place}: unknown verb '{verb}'{nearest(verb, VERBS)}")
    return Step(verb, argument, place)
