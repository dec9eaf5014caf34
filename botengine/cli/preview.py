"""Show every screen as a phone on one page: each case, for each role, in each language, without services."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from botengine.engine.assembly import Assembly
    from botengine.engine.effects import ActionCall
    from botengine.engine.screens import Shown
    from botengine.spec.bot import Screen
    from botengine.values import Outcome, User


@dataclass(frozen=True)
class Sight:
    """One phone: a state of the machine (`screen.case`, or with `?button` its question) as `who` sees it."""

    screen: Screen | None
    state: str
    who: tuple[str, ...]  # roles that see exactly this
    language: str
    shown: Shown | None
    problem: str = ""


@click.command("preview")
@click.argument("directory", type=click.Path(exists=True, file_okay=False, path_type=Path), default=".")
@click.option("-o", "--output", default=Path("preview.html"), show_default=True, help="The page to write.",
              type=click.Path(dir_okay=False, path_type=Path))  # fmt: skip
@click.option("--language", "languages", multiple=True, help="Languages to show (default: all of the bot).")
def command(directory: Path, output: Path, languages: tuple[str, ...]) -> None:
    """Write one page with all screens of the bot in DIRECTORY (default: here) as phones.

    What a screen loads or lists is made up by its type; nothing is run.
    """
    from botengine.cli.preview_page import page
    from botengine.engine.assembly import assemble

    bot = assemble(directory)
    found = [*sights(bot, languages or languages_of(directory, bot.bot.language))]
    output.write_text(page(bot.bot, found), encoding="utf-8")
    bad = [sight for sight in found if sight.problem]
    for sight in bad:
        click.echo(f"{sight.screen and sight.screen.place}: {sight.state}: {sight.problem}", err=True)
    click.echo(f"wrote {len(found)} phones to {output}")
    raise SystemExit(1 if bad else 0)


def languages_of(directory: Path, own: str) -> tuple[str, ...]:
    """The language of the flows, then those they are translated into."""
    return (own, *sorted(file.stem for file in (directory / "flows" / "locale").glob("*.po")))


def sights(bot: Assembly, languages: tuple[str, ...]) -> Iterator[Sight]:
    """Every screen in the order of the files; roles that see the same share a phone."""
    people = _people(bot)
    for screen in bot.bot.places.values():
        for language in languages:
            made = [
                sight
                for user in people
                if bot.bot.may_be(user.role, screen)
                for sight in _states(bot, screen, replace(user, language=language))
            ]
            yield from _shared(made)
    for language in languages if bot.bot.roles else ():
        yield _stranger(bot, language)


def _people(bot: Assembly) -> list[User]:
    """A sample person of each role; made up where flows.yaml has none."""
    from botengine.values import User

    known = {user.role: user for user in reversed([*bot.bot.people.values()])}
    return [
        known.get(role) or User(role or "somebody", "Sam Sample", role) for role in bot.bot.roles or ("",)
    ]


def _states(bot: Assembly, screen: Screen, user: User) -> Iterator[Sight]:
    from botengine.engine.steps import buttons_of, confirm_state

    for state in screen.states:
        first = _sight(bot, screen, state, user)
        yield first
        offered = {key.trigger for key in first.shown.keys} if first.shown else set()
        for button in buttons_of(bot.bot, screen, state):
            if button.confirm and f"{button.step.id}?" in offered:
                yield _sight(bot, screen, confirm_state(state, button), user)


def _sight(bot: Assembly, screen: Screen, state: str, user: User) -> Sight:
    """The screen with made-up values."""
    from botengine.cli.samples import NOW, sample
    from botengine.engine.conversation import Conversation, Frame
    from botengine.engine.effects import About
    from botengine.engine.paging import list_room
    from botengine.engine.scope import Scope
    from botengine.engine.screens import compose, notice_keys
    from botengine.events import Profile
    from botengine.spec.bot import NoticeSpec

    case = state.partition("?")[0].removeprefix(screen.id).lstrip(".")
    fields = bot.bot.flows[screen.flow].fields.items()
    data = {name: type_.encode(sample(type_, name, case)) for name, type_ in fields}
    takes = screen.takes.items() if isinstance(screen, NoticeSpec) else ()
    brought = {name: type_.encode(sample(type_, name)) for name, type_ in takes}
    conversation = Conversation(state=state, frames=[Frame(data={screen.flow: data, screen.id: brought})])
    about = About(
        user, Profile(user.id, user.name), NOW, "preview", lambda call: _answer(screen, call, case), str
    )
    scope = Scope(bot.bot, bot.engine.renderer, conversation, about)
    try:
        scope.enter(screen)
        if screen.listing:
            room = list_room(bot.bot, screen, state.partition("?")[0])
            scope.fetch(screen, screen.listing, room)
        shown = compose(bot.bot, conversation, scope, ())
        if state in bot.bot.notices:  # what is told: without the buttons of the screen below
            shown = replace(shown, keys=tuple(notice_keys(bot.bot, bot.bot.notices[state], scope)))
    except Exception as error:  # noqa: BLE001 - a plug-in's filter may raise anything; the other phones are shown
        return Sight(screen, state, (user.role,), user.language, None, f"{type(error).__name__}: {error}")
    return Sight(screen, state, (user.role,), user.language, shown)


def _answer(screen: Screen, call: ActionCall, case: str) -> Outcome:
    from botengine.cli.samples import page, sample
    from botengine.values import Outcome

    if call.paging and screen.listing:
        return Outcome("ok", page(screen.listing.row_type, call.paging.size))
    load = next(each for each in screen.load if each.action == call.name)
    return Outcome("ok", sample(load.type, load.name, case))


def _stranger(bot: Assembly, language: str) -> Sight:
    from botengine.engine.screens import Shown
    from botengine.messages import Message

    values = {"request": {"code": "1234 5678"}}
    text = bot.engine.renderer.text(bot.bot.everywhere.said["stranger"], values, language)
    return Sight(None, "everywhere.stranger", ("stranger",), language, Shown(Message(text), ()))


def _shared(made: list[Sight]) -> Iterator[Sight]:
    """Equal phones of several roles as one, in the order of the states."""
    who: dict[str, list[Sight]] = {}
    for sight in made:
        who.setdefault(sight.state, []).append(sight)
    for same in who.values():
        left = same
        while left:
            first = left[0]
            twins = [each for each in left if (each.shown, each.problem) == (first.shown, first.problem)]
            yield replace(first, who=tuple(role for each in twins for role in each.who))
            left = [each for each in left if each not in twins]
