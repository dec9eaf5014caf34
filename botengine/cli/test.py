"""Play scenarios: chats written down in YAML that must go exactly so."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from botengine.testing.scenario import Result


@click.command("test")
@click.argument("paths", nargs=-1, type=click.Path(exists=True, path_type=Path))
@click.option("--flows", default=".", envvar="BOTENGINE_FLOWS", type=click.Path(exists=True, path_type=Path),
              help="Folder with flows.yaml.")  # fmt: skip
@click.option("--format", "form", type=click.Choice(["text", "json", "junit"]), default="text")
def command(paths: tuple[Path, ...], flows: Path, form: str) -> None:
    """Play the scenarios of files or folders (default: tests/scenarios). Exit status 1 if one fails."""
    from botengine.errors import BotengineError
    from botengine.testing.scenario import find_scenarios, play

    try:
        folders = paths or (flows / "tests" / "scenarios",)
        results = [play(scenario, flows) for path in folders for scenario in find_scenarios(path)]
    except (BotengineError, OSError) as problem:
        click.echo(str(problem), err=True)
        sys.exit(2)
    click.echo({"text": _text, "json": _json, "junit": _junit}[form](results))
    sys.exit(1 if any(result.problem for result in results) else 0)


def _text(results: list[Result]) -> str:
    lines = [f"{'FAILED' if r.problem else 'ok':6} {r.scenario.name}" for r in results]
    problems = [f"\n{r.scenario.name}\n{r.problem}" for r in results if r.problem]
    failed = len(problems)
    return "\n".join([*lines, *problems, "", f"{len(results) - failed} passed, {failed} failed"])


def _json(results: list[Result]) -> str:
    import json

    rows = [
        {"scenario": r.scenario.name, "place": str(r.scenario.place), "problem": r.problem} for r in results
    ]
    return json.dumps(rows, ensure_ascii=False, indent=2)


def _junit(results: list[Result]) -> str:
    from xml.sax.saxutils import escape, quoteattr

    failed = sum(bool(r.problem) for r in results)
    cases = [
        f"  <testcase name={quoteattr(r.scenario.name)} file={quoteattr(r.scenario.place.file)}>"
        + (f"<failure>{escape(r.problem)}</failure>" if r.problem else "")
        + "</testcase>"
        for r in results
    ]
    head = f'<testsuite name="scenarios" tests="{len(results)}" failures="{failed}">'
    return "\n".join([head, *cases, "</testsuite>"])
