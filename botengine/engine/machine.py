"""The Bot compiled into one shared `transitions` machine: every legal way from screen to screen.

One flat, synchronous machine serves all conversations: it holds no person's data; a conversation is the
model that an event is called with. The library validates little, so the Bot has been checked before.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator
from functools import partial
from typing import NamedTuple

from transitions.core import EventData, Machine, MachineError

from botengine.engine.conversation import NEW, Conversation
from botengine.engine.steps import CONFIRM, buttons_of, confirm_state, places
from botengine.errors import BotengineError
from botengine.spec.bot import Bot, Screen
from botengine.spec.moves import Back, Call, Go, Step

# the engine's own triggers: the screen afresh, home, turn a page, ...
SHOW, START, PAGE = "show", "start", "page"
HEAR, LEAVE = "hear", "leave"  # ... to a notice that was pressed, and away from one that is gone
ANYWHERE = "*"  # as a source: all states

logging.getLogger("transitions").setLevel(logging.WARNING)  # at INFO it makes an event 3.4 times slower


class MachineRefusedError(BotengineError):
    """The machine knows no such way from here."""


class Edge(NamedTuple):
    """One legal way. `dest` "": an action runs first, its outcome (another trigger) moves on."""

    trigger: str
    source: str
    dest: str


class BotMachine:
    """All conversations' machine. `fire` moves one conversation to a state that an edge leads to."""

    def __init__(self, bot: Bot) -> None:
        edges = sorted(set(_edges(bot)))
        self.states = frozenset({NEW, *bot.states, *(each.source for each in edges)} - {ANYWHERE})
        self._machine = Machine(
            model=None, states=sorted(self.states), initial=NEW, auto_transitions=False, send_event=True
        )
        for trigger, source, dest in edges:
            self._machine.add_transition(trigger, source, dest or None, conditions=partial(_leads_to, dest))

    def fire(self, trigger: str, conversation: Conversation, dest: str) -> None:
        """Move the conversation. MachineRefusedError if this trigger does not lead there."""
        event = self._machine.events.get(trigger)
        try:
            moved = event.trigger(conversation, dest) if event else False
        except MachineError:
            moved = False
        if not moved:
            raise MachineRefusedError(f"no way from '{conversation.state}' by '{trigger}' to '{dest}'")


def _leads_to(dest: str, event: EventData) -> bool:
    """The guard of an edge: it is taken by who wants to go where it leads."""
    return dest in event.args


def _edges(bot: Bot) -> Iterator[Edge]:
    yield from (Edge(START, ANYWHERE, state) for state in bot.screens[bot.start].states)
    yield from (Edge(HEAR, ANYWHERE, notice) for notice in bot.notices)
    yield from (Edge(LEAVE, notice, NEW) for notice in bot.notices)
    for state, screen in bot.states.items():
        yield from _own(bot, state, screen)
    for place in places(bot):
        yield from _step(bot, place.state, place.step)


def _own(bot: Bot, state: str, screen: Screen) -> Iterator[Edge]:
    yield Edge(PAGE, state, state)
    yield from (Edge(SHOW, source, state) for source in (NEW, *screen.states))
    for button in buttons_of(bot, screen, state):
        if button.confirm:
            asking = confirm_state(state, button)
            yield Edge(button.step.id + CONFIRM, state, asking)
            yield from (Edge(SHOW, asking, dest) for dest in (asking, *screen.states))


def _step(bot: Bot, state: str, step: Step) -> Iterator[Edge]:
    if step.do:
        yield Edge(step.id, state, "")
        for follower in (*step.do.then.values(), step.do.otherwise):
            yield from _step(bot, state, follower)
    else:
        yield from (Edge(step.id, state, dest) for dest in _dests(bot, state, step))


def _dests(bot: Bot, state: str, step: Step) -> tuple[str, ...]:
    """What is left leads nowhere yet: the way back is the conversation's, from NEW to where it came from."""
    here = bot.states[state.partition(CONFIRM)[0]].states
    match step.move:
        case None:
            return here
        case Go(screen):
            return bot.screens[screen].states
        case Call(flow):
            return bot.screens[bot.flows[flow].screens[0]].states
        case Back():
            return (*here, NEW)  # from a question only back to its screen
    return (NEW,)
