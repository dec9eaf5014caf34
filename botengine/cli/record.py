"""Turn what somebody did on a phone of demo, dev or emulator into a scenario that `botengine test` plays."""

from __future__ import annotations

import sys
from pathlib import Path

import click


@click.command("record")
@click.argument("directory", default=".", envvar="BOTENGINE_FLOWS",
                type=click.Path(exists=True, file_okay=False, path_type=Path))  # fmt: skip
@click.option("--emulator", default="http://127.0.0.1:8081", show_default=True,
              help="The address after `phone`.")  # fmt: skip
@click.option("--user", required=True, help="Whose phone: the name in its address.")
@click.option("--as", "person", default="", help="Sample person or role of the scenario (default: --user).")
@click.option("--out", "file", type=click.Path(dir_okay=False, path_type=Path),
              help="Write it to this new file instead of showing it.")  # fmt: skip
def command(directory: Path, emulator: str, user: str, person: str, file: Path | None) -> None:
    """Do again, with the bot of DIRECTORY, what --user did since the emulator started, and write it down.

    What could not be done again, or went otherwise, stands in comments above the scenario.
    """
    from botengine.emulator.client import EmulatorClient
    from botengine.errors import BotengineError
    from botengine.testing.chat import chat
    from botengine.testing.recording import deeds, repeat

    if file and file.exists():
        raise click.BadParameter(f"{file} exists; choose a name for a new file", param_hint="--out")
    try:
        client = EmulatorClient(emulator)
        done = deeds(client.log(), user, client.viber_ids(user))
        with chat(directory, person or user) as talk:
            remarks = repeat(talk, done)
            text = talk.scenario(file.stem.replace("_", " ") if file else f"What {user} did", remarks)
    except (BotengineError, OSError) as problem:
        click.echo(str(problem), err=True)
        sys.exit(2)
    if file:
        file.write_text(text, encoding="utf-8")
        click.echo(f"written to {file}")
    else:
        click.echo(text, nl=False)
