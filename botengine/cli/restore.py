"""Put the data of a backup where the bot's data is."""

from __future__ import annotations

from pathlib import Path

import click

from botengine.cli.operating import stored


@click.command("restore")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--force", is_flag=True, help="Replace the data that is there.")
def command(file: Path, *, force: bool) -> None:
    """Verify the backup FILE, and put its data where BOTENGINE_STORE is. The bot must not run.

    What is there already is replaced only with --force, and only once all of FILE was found sound.
    """
    from botengine.cli.archives import bring_back

    with stored() as store:
        files = bring_back(file, store, force=force)
    click.echo(f"{len(files)} files are back beside {store}")
