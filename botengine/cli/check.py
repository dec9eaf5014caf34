"""Check the flows of a bot: every problem with its place and what to do."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

import click

if TYPE_CHECKING:
    from botengine.spec.load import Loaded
    from botengine.spec.problems import Problem

FORMATS = ("text", "json", "github", "sarif")
SARIF = "https://json.schemastore.org/sarif-2.1.0.json"


@click.command(context_settings={"help_option_names": ["-h", "--help"]})
@click.argument("directory", type=click.Path(exists=True, file_okay=False, path_type=Path), default=".")
@click.option("--format", "form", type=click.Choice(FORMATS), default="text", help="How to print problems.")
@click.option("--strict", is_flag=True, help="Warnings count as errors.")
@click.pass_context
def command(context: click.Context, directory: Path, form: str, *, strict: bool) -> None:
    """Check the bot in DIRECTORY (default: here). Exit status 1 if anything is wrong."""
    loaded = check(directory)
    bad = [each for each in loaded.problems if strict or each.severity == "error"]
    click.echo(_printed(loaded, form), nl=form != "text" or bool(loaded.problems))
    if form == "text":
        files = len(loaded.files)
        click.echo(_summary(loaded.problems) if loaded.problems else f"no problems in {files} files")
    context.exit(1 if bad else 0)


def check(directory: Path, plugins: Path | None = None) -> Loaded:
    """Load a bot with its plug-ins. Problems of all kinds are in the answer; nothing is raised."""
    from botengine.engine.loading import find

    return find(directory, plugins=plugins)[0]


def _summary(problems: Sequence[Problem]) -> str:
    errors = sum(each.severity == "error" for each in problems)
    counted = {"error": errors, "warning": len(problems) - errors}
    return ", ".join(f"{count} {what}{'' if count == 1 else 's'}" for what, count in counted.items())


def _printed(loaded: Loaded, form: str) -> str:
    from botengine.spec.problems import format_problems

    if form == "github":
        return "\n".join(map(_github, loaded.problems))
    if form == "sarif":
        return json.dumps(_sarif(loaded.problems), ensure_ascii=False, indent=2)
    if form == "json":
        return json.dumps([_plain(each) for each in loaded.problems], ensure_ascii=False, indent=2)
    return format_problems(loaded.problems, loaded.files)


def _plain(each: Problem) -> dict[str, object]:
    values, place = asdict(each), each.place
    del values["place"]
    return {"file": place.file, "line": place.line, "column": place.column, "end": place.end, **values}


def _github(each: Problem) -> str:
    """A workflow command that annotates the line in a pull request."""
    at = each.place
    place = f"file={at.file},line={at.line},col={at.column},endColumn={at.end}"
    said = f"{each.message} ({each.hint})" if each.hint else each.message
    escaped = said.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")
    return f"::{each.severity} {place},title={each.rule}::{escaped}"


def _sarif(problems: Sequence[Problem]) -> dict[str, Any]:
    from botengine.spec.checks import all_rules

    rules = [{"id": rule.name, "shortDescription": {"text": rule.text}} for rule in all_rules()]
    driver = {"name": "botengine", "rules": rules}
    results = [_result(each) for each in problems]
    run = {"tool": {"driver": driver}, "columnKind": "unicodeCodePoints", "results": results}
    return {"$schema": SARIF, "version": "2.1.0", "runs": [run]}


def _result(each: Problem) -> dict[str, Any]:
    region = {"startLine": each.place.line, "startColumn": each.place.column, "endColumn": each.place.end}
    location = {"artifactLocation": {"uri": quote(each.place.file)}, "region": region}
    said = f"{each.message}: {each.hint}" if each.hint else each.message
    return {
        "ruleId": each.rule,
        "level": each.severity,
        "message": {"text": said},
        "locations": [{"physicalLocation": location}],
    }
