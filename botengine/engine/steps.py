"""Every step of the Bot by its trigger: where it can happen, and which button it belongs to."""

from collections.abc import Iterator
from dataclasses import dataclass

from botengine.spec.bot import Bot, Button, Case, Screen
from botengine.spec.graph import common_steps, plain_steps
from botengine.spec.moves import Back, Go, Step

EVERYWHERE = "everywhere/"  # how ids of steps that are valid on every screen begin
CONFIRM = "?"  # state or trigger + "?" + button: the yes/no question in between


@dataclass(frozen=True, slots=True)
class Place:
    """A step that can be taken from `state`; `button` is the one that takes it, if any."""

    state: str
    step: Step
    button: Button | None = None


def case_of(screen: Screen, state: str) -> Case | None:
    """The case that a state of the screen stands for."""
    return screen.cases.get(state.removeprefix(f"{screen.id}.")) if screen.switch else None


def confirm_state(state: str, button: Button) -> str:
    """The state in which the button's question is on screen."""
    return f"{state}{CONFIRM}{button.id}"


def buttons_of(bot: Bot, screen: Screen, state: str) -> tuple[Button, ...]:
    """All buttons of a state from top to bottom: the case's, the screen's, everywhere's."""
    case = case_of(screen, state)
    return (*(case.buttons if case else ()), *screen.buttons, *bottom_of(bot, screen))


def bottom_of(bot: Bot, screen: Screen) -> tuple[Button, ...]:
    """The buttons of `everywhere`; at the start there is nothing to go back or home to."""
    if screen.id != bot.start:
        return bot.everywhere.bottom
    return tuple(b for b in bot.everywhere.bottom if b.step.move not in (Back(), Go(bot.start)))


def places(bot: Bot) -> Iterator[Place]:
    """Every place a step can be taken from (first steps; outcomes hang below them)."""
    for state, screen in bot.states.items():
        yield from _own(bot, screen, state)
        states = [state, *_confirm_states(bot, screen, state)]
        steps = [*common_steps(bot), *(each.step for each in screen.remind)]
        yield from (Place(at, step) for at in states for step in steps)


def _own(bot: Bot, screen: Screen, state: str) -> Iterator[Place]:
    for button in buttons_of(bot, screen, state):
        at = confirm_state(state, button) if button.confirm else state
        yield Place(at, button.step, button)
    yield from (Place(state, step) for step in plain_steps(screen))


def _confirm_states(bot: Bot, screen: Screen, state: str) -> Iterator[str]:
    return (confirm_state(state, b) for b in buttons_of(bot, screen, state) if b.confirm)
