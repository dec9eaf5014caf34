"""The command line: each file beside this one with a `command` is a command, imported when it is run."""

from __future__ import annotations

import importlib
import re
from difflib import get_close_matches
from importlib import metadata
from pathlib import Path

import click

HERE = Path(__file__).parent
COMMAND = re.compile(r"^(def command\(|command\b[^=]*=)", re.MULTILINE)


class Commands(click.Group):
    """Finds commands by looking into this folder, so that a new one needs no registration."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's signature
        return sorted(_spoken(file) for file in HERE.glob("[!_]*.py") if _summary(file) is not None)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002 - too
        if _summary(_file(cmd_name)) is None:
            return None
        command = importlib.import_module(f"botengine.cli.{_file(cmd_name).stem}").command
        assert isinstance(command, click.Command)
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        near = get_close_matches(args[0], self.list_commands(ctx), 1)
        if near and near[0] != args[0]:
            ctx.fail(f"There is no command '{args[0]}'. Did you mean '{near[0]}'?")
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """One line each, from the first line of the file: help must not import the whole engine."""
        rows = [(name, _summary(_file(name)) or "") for name in self.list_commands(ctx)]
        if rows:
            with formatter.section("Commands"):
                formatter.write_dl(rows)


def _spoken(file: Path) -> str:
    return file.stem.replace("_", "-")


def _file(command: str) -> Path:
    return HERE / f"{command.replace('-', '_')}.py"


def _summary(file: Path) -> str | None:
    """The file's first line, or None where the file does not exist or has no `command`."""
    text = file.read_text(encoding="utf-8") if file.is_file() else ""
    return text.partition("\n")[0].strip('"') if COMMAND.search(text) else None


def _version(ctx: click.Context, _option: click.Parameter, wanted: bool) -> None:
    if wanted:
        try:
            click.echo(f"botengine {metadata.version('botengine')}")
        except metadata.PackageNotFoundError:
            click.echo("botengine (not installed: run from its folder)")
        ctx.exit()


@click.command(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.option(
    "--version", is_flag=True, callback=_version, is_eager=True, expose_value=False, help="Show it."
)
def commands() -> None:
    """Conversation state machines for Viber bots, described in YAML."""
