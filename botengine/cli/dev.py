"""Bot and phones that follow the files: save a flow, and it is live in the same chat."""

from __future__ import annotations

import logging
import os
from pathlib import Path

import click


@click.command("dev")
@click.argument("directory", default=".", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("--port", default=8080, show_default=True, help="Port of the bot; 0 takes any free one.")
@click.option("--phone-port", default=8081, show_default=True, help="Port of the phones.")
@click.option("--data", type=click.Path(path_type=Path), default=Path(".demo"), show_default=True,
              help="Folder that keeps everything.")  # fmt: skip
def command(directory: Path, port: int, phone_port: int, data: Path) -> None:
    """Like demo, for the bot in DIRECTORY; a flow with mistakes is refused, the old one goes on."""
    from botengine import log
    from botengine.demo import Options
    from botengine.dev import Dev
    from botengine.errors import BotengineError

    log.configure(level=logging.WARNING)
    try:
        Dev(Options(directory, data, port, phone_port, os.environ)).run(click.echo)
    except BotengineError as problem:
        raise click.ClickException(str(problem)) from problem
