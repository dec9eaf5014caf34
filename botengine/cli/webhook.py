"""Tell Viber where the bot is, see what Viber knows, or switch the bot off."""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import TYPE_CHECKING, TypeVar

import click

from botengine.cli.operating import fail, show

if TYPE_CHECKING:
    from botengine.settings import Settings
    from botengine.viber.client import ViberClient

T = TypeVar("T")
LOOPBACK = ("http://127.0.0.1", "http://localhost", "http://[::1]")  # where an emulator may send to


@click.group("webhook")
def command() -> None:
    """Tell Viber where the bot is, see what Viber knows, or switch the bot off."""


@command.command("set")
@click.argument("url", required=False)
def set_address(url: str | None) -> None:
    """Make Viber send to the bot at URL (default: BOTENGINE_PUBLIC_URL and the bot's own path)."""
    settings = _settings()
    wanted = url or _address(settings)
    if not wanted:
        fail("where is the bot? Give its address, or set BOTENGINE_PUBLIC_URL")
    if not wanted.startswith(("https://", *LOOPBACK)):
        fail(f"{wanted}: Viber takes https addresses only")
    answer = _ask(settings, lambda viber: viber.set_webhook(wanted), f"{wanted} was not accepted.")
    click.echo(f"Viber sends to {wanted}\nevents   {', '.join(answer.event_types)}")


@command.command()
@click.option("--json", "as_json", is_flag=True, help="For machines.")
def status(as_json: bool) -> None:
    """Show what Viber knows. Exit status 1 if it sends elsewhere, or not all that the bot needs."""
    from botengine.cli.checkup.viber import missing

    settings = _settings()
    account = _ask(settings, lambda viber: viber.get_account_info())
    problems = [f"{each}: botengine webhook set" for each in missing(account, _address(settings))]
    rows = {
        "bot": account.name, "uri": account.uri, "webhook": account.webhook,
        "events": list(account.event_types), "subscribers": account.subscribers_count, "problems": problems,
    }  # fmt: skip
    show(rows, _text(rows), as_json=as_json)
    raise SystemExit(1 if problems else 0)


@command.command()
@click.confirmation_option(prompt="Nobody can write to the bot any more then. Go on?")
def remove() -> None:
    """Make Viber forget the address; the chat with the bot is switched off."""
    _ask(_settings(), lambda viber: viber.remove_webhook())
    click.echo("Viber sends nothing any more.")


def _settings() -> Settings:
    from botengine.settings import Settings

    return Settings.from_env(os.environ)


def _ask(settings: Settings, question: Callable[[ViberClient], T], failed: str = "") -> T:
    """Viber's answer; a refusal ends the command with what it means."""
    from botengine.cli.checkup.case import Case
    from botengine.cli.checkup.viber import GIVE, token_of
    from botengine.viber.client import ViberClient
    from botengine.viber.errors import InvalidUrlError, ViberError
    from botengine.viber.hints import explain

    token, _ = token_of(Case(settings, os.environ))
    if not token:
        fail(f"there is no Viber token; Viber's admin panel shows it. {GIVE}")
    try:
        return question(ViberClient(token, settings.viber_api))
    except InvalidUrlError as problem:
        fail(f"{failed} {explain(problem.said)}" + (f"\nViber says: {problem.said}" if problem.said else ""))
    except ViberError as problem:
        fail(str(problem))


def _address(settings: Settings) -> str:
    """The address that Viber should send to; "" if the bot's public address is not set."""
    from botengine.app import address
    from botengine.engine.assembly import assemble

    if not settings.public_url:
        return ""
    bot = assemble(settings.flows).bot
    return f"{settings.public_url}/viber/{address(bot.key, settings.secret)}"


def _text(rows: dict[str, object]) -> str:
    shown = {name: ", ".join(value) if isinstance(value, list) else value for name, value in rows.items()}
    return "\n".join(f"{name:12} {value or '-'}" for name, value in shown.items())
