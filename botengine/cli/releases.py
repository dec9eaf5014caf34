"""List the versions of a bot that were live, with their times and how much each changed."""

from __future__ import annotations

import json
import sys
from datetime import datetime
from pathlib import Path

import click


@click.command("releases")
@click.argument("directory", default=".", envvar="BOTENGINE_FLOWS",
                type=click.Path(exists=True, file_okay=False, path_type=Path))  # fmt: skip
@click.option("--store", default="sqlite:///bot.db", envvar="BOTENGINE_STORE", show_default=True,
              help="Where they are kept; of demo and dev: sqlite:///.demo/bot.db.")  # fmt: skip
@click.option("--json", "as_json", is_flag=True, help="For machines.")
def command(directory: Path, store: str, *, as_json: bool) -> None:
    """List the releases of the bot in DIRECTORY (default: here), the newest first."""
    from botengine.cli.versions import Versions
    from botengine.errors import BotengineError

    try:
        with Versions(store, [str(directory)]) as versions:
            found = versions.list()
    except (BotengineError, OSError) as problem:
        click.echo(str(problem), err=True)
        sys.exit(2)
    if as_json:
        names = ("id", "at", "files", "changed", "added", "removed", "live")
        rows = [{name: getattr(each, name) for name in names} for each in found]
        click.echo(json.dumps(rows, indent=2))
        return
    for each in found:
        at = datetime.fromtimestamp(each.at).astimezone().strftime("%Y-%m-%d %H:%M:%S")
        size = f"+{each.added} -{each.removed} lines in {each.changed} of {each.files} files"
        click.echo(f"{at}  {each.id}  {size}" + ("" if each.live else "  (put aside, was not live)"))
