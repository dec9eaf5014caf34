"""Move what the bot keeps from one store to another."""

from __future__ import annotations

import click

from botengine.cli.operating import stored


@click.group("store")
def command() -> None:
    """Move what the bot keeps from one store to another."""


@command.command("copy")
@click.argument("source", metavar="FROM")
@click.argument("target", metavar="TO")
def copy(source: str, target: str) -> None:
    """Copy the store FROM into the new store TO, both like BOTENGINE_STORE: sqlite:///PATH.

    The bot may run on FROM meanwhile; stop it, copy, and start it with TO to move without a gap.
    """
    from botengine.cli.archives import ArchiveError, copy_database

    with stored(source) as old, stored(target) as new:
        if not old.is_file():
            raise ArchiveError(f"there is no store at {source}")
        if new.exists():
            raise ArchiveError(f"there is a store at {target} already: copy into a new one")
        new.parent.mkdir(parents=True, exist_ok=True)
        copy_database(old, new)
    click.echo(f"{new} has all that is in {old}")
