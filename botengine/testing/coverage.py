"""What scenarios have touched of a bot and what they have not, by role, with its place."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from botengine.engine.assembly import Assembly
from botengine.engine.steps import CONFIRM, Place, places
from botengine.engine.telling import TOLD
from botengine.engine.timers import REMINDED
from botengine.spec import places as written
from botengine.spec.bot import Bot, Screen
from botengine.spec.graph import tree
from botengine.spec.moves import Call, Go, Step

KINDS = ("screen", "case", "button", "outcome", "way", "notice")  # way: answer, row, empty, word, idle ...
_MOVE = re.compile(r"\S+ --(\S+)--> \S+")  # a line of the journal's steps; the others are "action: outcome"

Chat = tuple[str, Sequence[Mapping[str, Any]]]  # role, and the journal of a phone's turns


@dataclass(frozen=True, slots=True, order=True)
class Item:
    """Something that a scenario can touch: one of KINDS, for one role ("" in a bot without roles)."""

    place: written.Place
    kind: str
    name: str
    role: str


@dataclass(frozen=True, slots=True)
class Coverage:
    """All that the roles can come to, and what of it was touched."""

    items: frozenset[Item]
    touched: frozenset[Item]

    @property
    def percent(self) -> float:
        """Touched per cent, rounded down to a tenth, so that only all of them are 100."""
        return 1000 * len(self.touched) // max(1, len(self.items)) / 10

    @property
    def missing(self) -> Sequence[Item]:
        """What nothing touched, in the order of the files."""
        return sorted(self.items - self.touched)


def measure(bot: Assembly, chats: Iterable[Chat]) -> Coverage:
    """Compare what the chats did with all that each role could do."""
    marks = {(role, kind, name) for role, journal in chats for kind, name in _marks(journal)}
    items = frozenset(item for role in bot.bot.roles or ("",) for item in _items(bot, role))
    hit = frozenset(item for item in items if (item.role, item.kind, item.name) in marks)
    return Coverage(items, hit)


def as_text(coverage: Coverage) -> str:
    """A table of figures, then the places of what nothing touched."""
    every, hit = (Counter((i.role, i.kind) for i in part) for part in (coverage.items, coverage.touched))
    roles = sorted({item.role for item in coverage.items})
    lines = [f"{'':12}" + "".join(f"{kind + 's':>12}" for kind in KINDS)]
    for role in roles:
        figures = (f"{hit[role, kind]}/{every[role, kind]}" for kind in KINDS)
        lines.append(f"{role or 'everybody':12}" + "".join(f"{each:>12}" for each in figures))
    lines.append(f"covered: {coverage.percent:g} % ({len(coverage.touched)} of {len(coverage.items)})")
    lines += [
        f"{item.place}: {item.kind} {item.name} as {item.role or 'anybody'}" for item in coverage.missing
    ]
    return "\n".join(lines)


def as_json(coverage: Coverage) -> Mapping[str, Any]:
    """The same for machines: percent, covered, total, missing."""
    missing = [
        {"place": str(item.place), "kind": item.kind, "name": item.name, "role": item.role}
        for item in coverage.missing
    ]
    return {
        "percent": coverage.percent,
        "covered": len(coverage.touched),
        "total": len(coverage.items),
        "missing": missing,
    }


# -- what chats did


def _marks(journal: Iterable[Mapping[str, Any]]) -> Iterator[tuple[str, str]]:
    for turn in journal:
        yield from _landing(str(turn.get("to", "")).partition(CONFIRM)[0])
        step = ""
        for line in turn.get("steps", ()):
            if move := _MOVE.fullmatch(line):
                step = move[1]
                yield from (("button", step), ("way", step))
            elif line.startswith(TOLD):
                yield "notice", line.removeprefix(TOLD).split()[0]
            elif line.startswith(REMINDED):
                yield "way", line.removeprefix(REMINDED)
            else:
                yield "outcome", f"{step}:{line.rpartition(': ')[2]}"


def _landing(state: str) -> Iterator[tuple[str, str]]:
    yield from (("case", state), ("screen", state), ("screen", state.rpartition(".")[0]))


# -- what roles can do


def _items(bot: Assembly, role: str) -> Iterator[Item]:
    screens = reachable(bot.bot, role)
    for name in screens:
        screen = bot.bot.places[name]
        yield Item(screen.place, "screen" if name in bot.bot.screens else "notice", name, role)
        for case, state in zip(screen.cases.values(), screen.states, strict=False):
            yield Item(case.place, "case", state, role)
    for place in places(bot.bot):
        if _screen(bot.bot, place).id in screens and _allowed(bot.bot, role, place):
            yield from _step_items(bot, role, place)


def _step_items(bot: Assembly, role: str, place: Place) -> Iterator[Item]:
    if place.button:
        yield Item(place.button.place, "button", place.step.id, role)
    else:
        yield Item(place.step.place, "way", place.step.id, role)
    for step in tree(place.step):
        if step.do:
            declared = bot.registry.actions[step.do.action].mark.outcomes
            for outcome in {*declared, *step.do.then}:
                follower = step.do.then.get(outcome, step)
                yield Item(follower.place, "outcome", f"{step.id}:{outcome}", role)


def reachable(bot: Bot, role: str) -> frozenset[str]:
    """Screens that somebody of the role can come to, by any way that the role has."""
    ways: dict[str, set[str]] = {}
    for place in places(bot):
        if _allowed(bot, role, place):
            ways.setdefault(_screen(bot, place).id, set()).update(_targets(bot, role, place.step))
    seen, todo = set[str](), [bot.start, *(each for each in bot.notices if bot.may_hear(role, each))]
    while todo:
        name = todo.pop()
        if name not in seen:
            seen.add(name)
            todo.extend(ways.get(name, ()))
    return frozenset(seen)


def _screen(bot: Bot, place: Place) -> Screen:
    return bot.states[place.state.partition(CONFIRM)[0]]


def _allowed(bot: Bot, role: str, place: Place) -> bool:
    """Whether the role is offered the step; a button that opens an address is no step."""
    step, button = place.step, place.button
    if button and button.url:
        return False
    if step.do and not bot.may_run(role, step.do.action):
        return False
    return not isinstance(step.move, Go | Call) or bool([*_targets(bot, role, step)])


def _targets(bot: Bot, role: str, step: Step) -> Iterator[str]:
    for each in tree(step):
        if isinstance(each.move, Go):
            name = each.move.screen
        elif isinstance(each.move, Call):
            name = bot.flows[each.move.flow].screens[0]
        else:
            continue
        if bot.may_enter(role, bot.screens[name].flow):
            yield name
