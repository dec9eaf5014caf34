"""Write JSON Schemas, with which editors complete and check flows.yaml and flows/ while one types."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import click

FOLDER = Path(".botengine") / "schema"


@click.command("schema")
@click.argument("directory", type=click.Path(exists=True, file_okay=False, path_type=Path), default=".")
@click.option(
    "--write", is_flag=True, help="Write them to .botengine/schema/, where the flows' first line looks."
)
def command(directory: Path, *, write: bool) -> None:
    """Print the schemas of the bot in DIRECTORY (default: here) as {"bot": ..., "flow": ...}.

    Works also while the flows have errors. Run it again after screens, actions or types have changed.
    """
    made = schemas_of(directory)
    if not write:
        click.echo(json.dumps(made, ensure_ascii=False, indent=2))
        return
    for file in write_schemas(directory, made):
        click.echo(f"wrote {file}")


def write_schemas(directory: Path, made: Mapping[str, Any]) -> list[Path]:
    """Write each schema into the bot's folder for editors; answers the files."""
    folder = directory / FOLDER
    folder.mkdir(parents=True, exist_ok=True)
    files = [folder / f"{name}.json" for name in made]
    for file in files:
        file.write_text(json.dumps(made[file.stem], ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    return files


def schemas_of(directory: Path) -> dict[str, dict[str, Any]]:
    """The schemas of a bot's directory. A plug-in that cannot be imported offers no names."""
    from botengine.cli.json_schema import schemas
    from botengine.engine.loading import find
    from botengine.spec.front import Front
    from botengine.spec.load import FRONT
    from botengine.spec.model import FlowFile
    from botengine.spec.source import read
    from botengine.spec.structure import Fitted

    loaded, registry = find(directory)
    texts = {file: text for file, text in loaded.files.items() if not file.endswith(".po")}
    documents = {file: read(text.encode(), file) for file, text in texts.items()}
    front = Fitted(Front, documents.pop(FRONT)).model
    flows = [model for each in documents.values() if (model := Fitted(FlowFile, each).model)]
    about = {name: (each.function.__doc__ or "").strip() for name, each in registry.actions.items()}
    return schemas(front, flows, registry.signatures, about)
