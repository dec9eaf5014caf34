"""Bot, shop and phones on this machine, with nothing to set up."""

from __future__ import annotations

import logging
import os
from pathlib import Path

import click


@click.command("demo")
@click.option("--port", default=8080, show_default=True, help="Port of the bot; 0 takes any free one.")
@click.option("--phone-port", default=8081, show_default=True, help="Port of the phones.")
@click.option("--data", type=click.Path(path_type=Path), default=Path(".demo"), show_default=True,
              help="Folder that keeps everything; a second start goes on with it.")  # fmt: skip
@click.option("--orders", default=200, show_default=True, help="Orders in a new demo shop.")
@click.option("--seed", default=7, show_default=True, help="Another seed makes another shop.")
@click.option("--backend", type=click.Choice(["embedded", "pretix"]), default="embedded", show_default=True)
@click.option("--flows", default=".", envvar="BOTENGINE_FLOWS", help="Folder with flows.yaml.",
              type=click.Path(exists=True, path_type=Path))  # fmt: skip
def command(
    *, port: int, phone_port: int, data: Path, orders: int, seed: int, backend: str, flows: Path
) -> None:
    """Start the demo: prints where the phones are, then `ready`; Ctrl-C stops it."""
    from botengine import log
    from botengine.demo import Demo, Options
    from botengine.errors import BotengineError

    log.configure(level=logging.WARNING)
    usual = {"SHOP_BUYERS": "240"}  # seconds from one buyer to the next, so that there are notices to see
    settings = {"SHOP_BACKEND": backend, "SHOP_ORDERS": str(orders), "SHOP_SEED": str(seed)}
    try:
        Demo(Options(flows, data, port, phone_port, {**usual, **os.environ, **settings})).run(click.echo)
    except (BotengineError, OSError) as problem:
        raise click.ClickException(str(problem)) from problem
