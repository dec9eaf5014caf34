"""The Bot compiled into one shared `transitions` machine: every legal way from screen to screen.

One flat, synchronous machine serves all conversations: it holds no person's data; a conversation is the
model that an event is called with. The library validates little, so the Bot has been checked before.
"""

from __future__ import annotations

import logging
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from transitions.core import EventData, Machine, MachineError

from botengine.engine.conversation import NEW, Conversation
from botengine.engine.steps import CONFIRM, Place, buttons_of, confirm_state, places
from botengine.errors import BotengineError
from botengine.spec.bot import Bot, Screen
from botengine.spec.graph import tree
from botengine.spec.moves import Back, Call, Cancel, Go, Return, Step

SHOW, START, PAGE = (
    "show",
    "start",
    "page",
)  # the engine's own triggers: the screen afresh, home, turn a page
HEAR, LEAVE = "hear", "leave"  # ... and to a notice that was pressed, and away to where the person was

logging.getLogger("transitions").setLevel(logging.WARNING)  # at INFO it makes an event 3.4 times slower


class MachineRefusedError(BotengineError):
    """The machine knows no such way from here."""


class Guards(Protocol):
    """What the guards of the edges read of a turn."""

    permitted: bool  # role, `when` and freshness of the pressed button
    arriving: str | None  # the state that the loaded record leads to


@dataclass(frozen=True, slots=True, order=True)
class Edge:
    """One legal way. `dest` None: an action runs first, its outcome (another trigger) moves on."""

    trigger: str
    source: str
    dest: str | None


def compile_machine(bot: Bot) -> BotMachine:
    """The machine of a checked Bot."""
    return BotMachine(frozenset(_Compiler(bot).edges()))


class BotMachine:
    """All conversations' machine. `fire` moves one conversation along an edge that its guards allow."""

    def __init__(self, edges: Iterable[Edge]) -> None:
        self.edges = tuple(sorted(edges, key=lambda edge: (edge.trigger, edge.source, edge.dest or "")))
        self._ways = frozenset((edge.trigger, edge.source, edge.dest) for edge in self.edges)
        ends = {each.dest for each in self.edges if each.dest}
        self.states = frozenset({NEW, *(each.source for each in self.edges), *ends})
        self._machine = Machine(
            model=None, states=sorted(self.states), initial=NEW, auto_transitions=False, send_event=True
        )
        for edge in self.edges:
            guard = _arrives_at(edge.dest) if edge.dest else _permitted
            self._machine.add_transition(edge.trigger, edge.source, edge.dest, conditions=guard)

    def knows(self, trigger: str, source: str, dests: Iterable[str]) -> bool:
        """Whether there is such a way to one of the states."""
        return any((trigger, source, dest) in self._ways for dest in dests)

    def fire(self, trigger: str, conversation: Conversation, guards: Guards) -> None:
        """Move the conversation. MachineRefusedError if no edge of this trigger fits."""
        event = self._machine.events.get(trigger)
        try:
            moved = event.trigger(conversation, guards) if event else False
        except MachineError:
            moved = False
        if not moved:
            way = f"from '{conversation.state}' by '{trigger}' to '{guards.arriving}'"
            raise MachineRefusedError(f"no way {way}")


def _permitted(event: EventData) -> bool:
    (guards,) = event.args
    return bool(guards.permitted)


def _arrives_at(dest: str) -> Any:
    def arrives(event: EventData) -> bool:
        (guards,) = event.args
        return bool(guards.permitted and guards.arriving == dest)

    return arrives


class _Compiler:
    """Walks all steps twice: first who calls and precedes whom, then the edges."""

    def __init__(self, bot: Bot) -> None:
        self.bot = bot
        self.places = list(places(bot))
        self.callers: defaultdict[str, set[str]] = defaultdict(set)  # flow -> screens it returns to
        self.before: defaultdict[str, set[str]] = defaultdict(set)  # screen -> screens `back` can lead to
        self._relate()

    def edges(self) -> Iterator[Edge]:
        start = self.bot.screens[self.bot.start].states
        yield from (Edge(START, NEW, dest) for dest in start)
        yield from (Edge(SHOW, NEW, state) for state in self.bot.states)  # after a change of the flows
        for state, screen in self.bot.states.items():
            yield from self._own(state, screen, start)
        for place in self.places:
            yield from self._step(place, place.step)

    def _own(self, state: str, screen: Screen, start: tuple[str, ...]) -> Iterator[Edge]:
        confirms = [(b, confirm_state(state, b)) for b in buttons_of(self.bot, screen, state) if b.confirm]
        yield from (Edge(b.step.id + CONFIRM, state, asking) for b, asking in confirms)
        for source in (state, *(asking for _, asking in confirms)):
            yield from (Edge(SHOW, source, dest) for dest in (source, *screen.states))
            yield from (Edge(START, source, dest) for dest in start)
            yield from (Edge(HEAR, source, notice) for notice in self.bot.notices)
            yield from (Edge(LEAVE, source, NEW) for _ in self.bot.notices)
        yield Edge(PAGE, state, state)

    def _step(self, place: Place, step: Step) -> Iterator[Edge]:
        if step.do:
            yield Edge(step.id, place.state, None)
            for follower in (*step.do.then.values(), step.do.otherwise):
                yield from self._step(place, follower)
            return
        for screen in self._targets(place, step):
            yield from (Edge(step.id, place.state, dest) for dest in self.bot.places[screen].states)

    def _targets(self, place: Place, step: Step) -> set[str]:
        here = self._screen(place)
        match step.move:
            case None:
                return {here.id}
            case Go(screen):
                return {screen}
            case Call(flow):
                return {self.bot.flows[flow].screens[0]}
            case Back():
                return self.before[here.id] | self._home(here) | {here.id}
            case Return() | Cancel():
                return self._home(here)

    def _home(self, screen: Screen) -> set[str]:
        """Where leaving this screen's flow leads: to a caller, or to the start when nobody called it."""
        return self.callers[screen.flow] | {self.bot.start}

    def _screen(self, place: Place) -> Screen:
        return self.bot.states[place.state.split(CONFIRM)[0]]

    def _relate(self) -> None:
        passing: defaultdict[str, set[str]] = defaultdict(set)  # screen -> screens it can pass to unseen
        for place in self.places:
            here = self._screen(place)
            for step in tree(place.step):
                if isinstance(step.move, Call):
                    self.callers[step.move.flow].add(here.id)
                if isinstance(step.move, Go):
                    self.before[step.move.screen].add(here.id)
                    if (
                        place.button is None
                    ):  # a list's row or `empty`, a `missing`: may happen without a press
                        passing[here.id].add(step.move.screen)
        _close(self.before, passing)  # what was only passed through is not gone back to, but its own ways
        self._return_through_frames()

    def _return_through_frames(self) -> None:
        """A flow entered by `go` from a called flow is in the same frame: it returns to the same caller."""
        ways: defaultdict[str, set[str]] = defaultdict(set)  # flow -> flows that it leads on to
        for screen, befores in self.before.items():
            if screen != self.bot.start:  # going home leaves all frames
                for before in befores:
                    ways[self.bot.places[before].flow].add(self.bot.places[screen].flow)
        _close(self.callers, ways)


def _close(found: defaultdict[str, set[str]], ways: Mapping[str, set[str]]) -> None:
    """What is found for one holds for all that it leads on to."""
    changed = True
    while changed:
        changed = False
        for each, nexts in ways.items():
            for following in nexts:
                extra = found[each] - found[following]
                found[following] |= extra
                changed = changed or bool(extra)
