"""Chat with a bot in the terminal, without a network; what was said can become a scenario."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from botengine.testing.chat import Chat


@click.command("chat")
@click.argument("directory", default=".", envvar="BOTENGINE_FLOWS",
                type=click.Path(exists=True, file_okay=False, path_type=Path))  # fmt: skip
@click.option("--as", "person", default="", help="Sample person of flows.yaml, or a role.")
@click.option("--record", "file", type=click.Path(dir_okay=False, path_type=Path),
              help="Write the chat to this new file, as a scenario.")  # fmt: skip
def command(directory: Path, person: str, file: Path | None) -> None:
    """Chat with the bot of DIRECTORY (default: here): a number presses a button, Ctrl-D ends."""
    from botengine.errors import BotengineError
    from botengine.testing.chat import HELP, chat

    if file and file.exists():
        raise click.BadParameter(f"{file} exists; choose a name for a new file", param_hint="--record")
    try:
        with chat(directory, person) as talk:
            click.echo(f"{HELP}\nCtrl-D ends.\n")
            _talk(talk)
            if file:
                file.write_text(talk.scenario(file.stem.replace("_", " ")), encoding="utf-8")
                click.echo(f"written to {file}")
    except (BotengineError, OSError) as problem:
        click.echo(str(problem), err=True)
        sys.exit(2)


def _talk(talk: Chat) -> None:
    """Show, read a line, do it; until there are no more lines."""
    from botengine.testing.chat import ChatError

    click.echo(talk.screen)
    while True:
        try:
            entry = input("> ")
        except (EOFError, KeyboardInterrupt):
            click.echo()
            return
        try:
            talk.enter(entry)
        except ChatError as problem:
            click.echo(f"! {problem}")
        else:
            click.echo(f"\n{talk.screen}")
