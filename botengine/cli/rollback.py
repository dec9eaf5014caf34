"""Put the files of a former release back; the present ones are kept as a release too."""

from __future__ import annotations

import sys
import time
from pathlib import Path

import click


@click.command("rollback")
@click.argument("release", required=False)
@click.option("--directory", default=".", envvar="BOTENGINE_FLOWS", show_default=True,
              type=click.Path(exists=True, file_okay=False, path_type=Path),
              help="The bot's folder.")  # fmt: skip
@click.option("--store", default="sqlite:///bot.db", envvar="BOTENGINE_STORE", show_default=True,
              help="Where releases are kept; of demo and dev: sqlite:///.demo/bot.db.")  # fmt: skip
def command(release: str | None, directory: Path, store: str) -> None:
    """Put RELEASE back in place (default: the last one that is different from what is here).

    A running `dev` takes it up at once, `run` within five seconds. Exit status 1 if there is nothing to go
    back to, 2 if the release cannot be used with the plug-ins of today.
    """
    from botengine.cli.versions import Versions, present
    from botengine.errors import BotengineError
    from botengine.runtime.releases import BACK, fingerprint, keep

    try:
        with Versions(store, [str(directory)]) as versions:
            here = present(directory)
            others = [each.id for each in versions.list() if each.live and each.id != fingerprint(here)]
            if not release and not others:
                click.echo("there is no other release to go back to", err=True)
                sys.exit(1)
            name = release or others[0]
            versions.assemble(name)  # refuses what would not run
            files = versions.files(name)
            aside = keep(versions.store, versions.bot, here, time.time(), live=False)
            versions.put(directory, files)
            versions.store.set_meta(
                versions.bot, BACK, f"{fingerprint(files)} {time.time()}".encode()
            ).result()
    except (BotengineError, OSError) as problem:
        click.echo(str(problem), err=True)
        sys.exit(2)
    click.echo(f"{fingerprint(files)} is back in place; what was there is kept as {aside.id}")
