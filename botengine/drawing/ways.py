"""The ways of a bot with their labels, as drawings show them: which button, answer or outcome leads where."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from botengine.spec.bot import Bot, Screen
from botengine.spec.graph import buttons_by_case, offered, reachable, tree
from botengine.spec.moves import Back, Call, Cancel, Go, Move, Return, Step

EVERYWHERE = "everywhere"  # where ways begin that exist on every screen
ENDS = ("back", "return", "cancel")  # where ways lead whose screen is known only in the chat


@dataclass(frozen=True, slots=True)
class Way:
    """From a screen (or EVERYWHERE) to a screen, or to one of ENDS. `cases` empty: in every case."""

    source: str
    target: str
    label: str
    cases: tuple[str, ...] = ()
    action: str = ""
    call: bool = False


def screens_of(bot: Bot, role: str = "", flow: str = "") -> list[Screen]:
    """The screens to draw, in the order of the files: those the role can come to, those of the flow."""
    seen = reachable(bot, role) if role else bot.screens
    return [each for each in bot.screens.values() if each.id in seen and flow in ("", each.flow)]


def ways_of(bot: Bot, role: str = "", flow: str = "") -> list[Way]:
    """All ways between those screens, and those out of them; equal ones of several cases as one."""
    drawn = screens_of(bot, role, flow)
    heard = [each for each in bot.notices.values() if flow in ("", each.flow)]
    heard = [each for each in heard if not role or bot.may_hear(role, each.id)]
    found = [way for screen in (*drawn, *heard) for way in _joined(screen, [*_from(bot, screen, role)])]
    inside = {screen.id for screen in drawn}
    common = [way for way in _everywhere(bot) if way.target in inside or way.target in ENDS]
    return [*found, *dict.fromkeys(common)]


def plain(source: str) -> str:
    """A text of the flows in a line, its expressions as ‹names›."""
    text = re.sub(r"\{\{\s*([^}|]*?)\s*(\|[^}]*)?\}\}", r"‹\1›", source)
    return " ".join(text.replace("*", "").split())


def _from(bot: Bot, screen: Screen, role: str) -> Iterator[Way]:
    for case, buttons in buttons_by_case(bot, screen):
        for button in buttons:
            if button not in bot.everywhere.bottom and (not role or offered(bot, button, role)):
                label = plain(button.text.source) + (" …?" if button.confirm else "")
                for way in _follow(bot, screen.id, button.step, label):
                    yield replace(way, cases=(case,) if case else ())
    for label, step in _plain_steps(screen):
        yield from _follow(bot, screen.id, step, label)


def _plain_steps(screen: Screen) -> Iterator[tuple[str, Step]]:
    ask, listing = screen.ask, screen.listing
    if ask:
        yield f"✎ answer: {ask.field}", ask.step
        if ask.check.then:
            yield f"✎ after {ask.check.tries} wrong answers", ask.check.then
    if listing and listing.row:
        yield f"☰ {plain(listing.row.text.source)}", listing.row.step
    if listing and listing.empty:
        yield "∅ the list is empty", listing.empty
    if screen.missing:
        yield "∅ the record is missing", screen.missing
    for reminder in screen.remind:
        yield f"⏱ after {reminder.after / 60:g} min", reminder.step


def _everywhere(bot: Bot) -> Iterator[Way]:
    here = bot.everywhere
    steps = [(f"“{word.words[0]}”", word.step) for word in here.words]
    steps += [(plain(button.text.source), button.step) for button in here.bottom]
    steps += [("✎ any other text", here.typed)] if here.typed else []
    steps += [(f"⏱ after {here.idle.after / 60:g} min", here.idle.step)] if here.idle else []
    for label, step in steps:
        yield from _follow(bot, EVERYWHERE, step, label)


def _follow(bot: Bot, source: str, step: Step, label: str) -> Iterator[Way]:
    """A way for each place that the step can end at; outcomes that end at the same one share it."""
    if step.do is None:
        yield Way(source, _target(bot, source, step.move), label, call=isinstance(step.move, Call))
        return
    ends: dict[tuple[str, bool], list[str]] = {}
    followers = {**step.do.then, "": step.do.otherwise}
    if len(step.do.then) and step.do.otherwise.does_nothing:
        del followers[""]  # nothing is said of other outcomes: there are none
    for outcome, follower in followers.items():
        for last in (each for each in tree(follower) if each.do is None):
            end = _target(bot, source, last.move), isinstance(last.move, Call)
            ends.setdefault(end, []).append(outcome)
    for (target, call), outcomes in ends.items():
        named = ", ".join(dict.fromkeys(filter(None, outcomes)))
        whole = f"{label} → {named}" if named and len(ends) > 1 else label
        yield Way(source, target, whole, action=step.do.action, call=call)


def _target(bot: Bot, source: str, move: Move | None) -> str:
    match move:
        case Go(screen):
            return screen
        case Call(flow):
            return bot.flows[flow].screens[0]
        case Back():
            return "back"
        case Return():
            return "return"
        case Cancel():
            return "cancel"
    return source


def _joined(screen: Screen, ways: list[Way]) -> list[Way]:
    cases: dict[Way, list[str]] = {}
    for way in ways:
        cases.setdefault(replace(way, cases=()), []).extend(way.cases)
    every = len(screen.cases)
    return [replace(way, cases=tuple(c) if len(c) < every else ()) for way, c in cases.items()]
