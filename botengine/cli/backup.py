"""Write all data of the bot into one file, while it runs."""

from __future__ import annotations

from pathlib import Path

import click

from botengine.cli.operating import stored


@click.command("backup")
@click.argument("file", type=click.Path(path_type=Path))
def command(file: Path) -> None:
    """Write all data of the bot into FILE, which must not be there yet. The bot may run meanwhile.

    It is a .tar.gz with consistent copies of the store and of the databases and letters beside it.
    FILE is as secret as the bot: it knows who said what, and who was forgotten later.
    """
    from botengine.cli.archives import back_up

    with stored() as store:
        files = back_up(store, file)
    click.echo(f"{file} has {len(files)} files, {file.stat().st_size:,} bytes")
