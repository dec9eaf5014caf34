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
    from msgspec import structs

    from botengine.cli.versions import Versions
    from botengine.errors import BotengineError

    try:
        with Versions(store, [str(directory)]) as versions:
            found = [*versions.sizes()]
    except (BotengineError, OSError) as problem:
        click.echo(str(problem), err=True)
        sys.exit(2)
    if as_json:
        rows = [{**structs.asdict(release), **size._asdict()} for release, size in found]
        click.echo(json.dumps(rows, indent=2))
        return
    for release, size in found:
        at = datetime.fromtimestamp(release.at).astimezone().strftime("%Y-%m-%d %H:%M:%S")
        lines = f"+{size.added} -{size.removed} lines in {size.changed} of {release.files} files"
        click.echo(f"{at}  {release.id}  {lines}" + ("" if release.live else "  (put aside, was not live)"))
