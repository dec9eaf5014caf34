"""Make a new bot: a small one that works, with a flow, actions, a scenario, and settings for editors."""

from __future__ import annotations

import json
from pathlib import Path

import click

TEMPLATE = Path(__file__).parent / "template"
FILES = {  # of the template -> of the new bot
    "flows.yaml": "flows.yaml",
    "main.yaml": "flows/main.yaml",
    "actions.py.txt": "actions/__init__.py",
    "scenario.yaml": "tests/scenarios/notes.yaml",
    "README.md": "README.md",
    "settings.json": ".vscode/settings.json",
    "extensions.json": ".vscode/extensions.json",
    "editorconfig.txt": ".editorconfig",
    "gitignore.txt": ".gitignore",
}
PLACEHOLDER = "BOT NAME"


@click.command("new")
@click.argument("directory", type=click.Path(file_okay=False, path_type=Path))
@click.option("--name", default="", help="Name of the bot (default: that of the folder).")
def command(directory: Path, name: str) -> None:
    """Make a bot in DIRECTORY, which must be new or empty."""
    from botengine.cli.schema import schemas_of, write_schemas

    if directory.exists() and any(directory.iterdir()):
        raise click.UsageError(f"{directory} is not empty; choose a new folder")
    bot = name or directory.resolve().name.replace("-", " ").replace("_", " ").title()
    for source, target in FILES.items():
        text = (TEMPLATE / source).read_text(encoding="utf-8")
        quoted = json.dumps(bot, ensure_ascii=False) if target.endswith(".yaml") else bot
        (directory / target).parent.mkdir(parents=True, exist_ok=True)
        (directory / target).write_text(text.replace(PLACEHOLDER, quoted), encoding="utf-8")
    write_schemas(directory, schemas_of(directory))
    click.echo(f"{bot} is in {directory}. Go there, then:\n  botengine dev    the bot with a phone\n"
               "  botengine test   plays its scenario")  # fmt: skip
