"""Play scenarios: chats written down in YAML that must go exactly so."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from botengine.testing.coverage import Coverage
    from botengine.testing.scenario import Result


@click.command("test")
@click.argument("paths", nargs=-1, type=click.Path(exists=True, path_type=Path))
@click.option("--flows", default=".", envvar="BOTENGINE_FLOWS", type=click.Path(exists=True, path_type=Path),
              help="Folder with flows.yaml.")  # fmt: skip
@click.option("--format", "form", type=click.Choice(["text", "json", "junit"]), default="text")
@click.option("--coverage", "covering", is_flag=True, help="Tell what no scenario touches, by role.")
@click.option("--floor", type=click.FloatRange(0, 100), default=0.0,
              help="With --coverage: exit status 1 below so many per cent.")  # fmt: skip
@click.option("--explore", "steps", type=click.IntRange(1), help="Instead: walk so many random steps.")
@click.option("--seed", default=1, help="Of --explore: another seed walks other ways.", show_default=True)
@click.option("--as", "role", default="", help="Of --explore: only this role, or sample person.")
@click.option("--stub", "stubs", multiple=True, metavar="ACTION=ANSWER",
              help="Of --explore: what an action answers instead of being run.")  # fmt: skip
def command(
    *,
    paths: tuple[Path, ...],
    flows: Path,
    form: str,
    covering: bool,
    floor: float,
    steps: int | None,
    seed: int,
    role: str,
    stubs: tuple[str, ...],
) -> None:
    """Play the scenarios of files or folders (default: tests/scenarios). Exit status 1 if one fails."""
    from botengine.errors import BotengineError

    try:
        if steps:
            good = _explore(flows, form, steps=steps, seed=seed, role=role, stubs=_answers(stubs))
        else:
            good = _play(paths or (flows / "tests" / "scenarios",), flows, form, floor if covering else -1)
    except (BotengineError, OSError) as problem:
        click.echo(str(problem), err=True)
        sys.exit(2)
    sys.exit(0 if good else 1)


def _answers(stubs: tuple[str, ...]) -> dict[str, Any]:
    from botengine.spec.source import read

    for stub in stubs:
        if "=" not in stub:
            raise click.BadParameter(f"'{stub}' is not ACTION=ANSWER", param_hint="--stub")
    pairs = (stub.partition("=") for stub in stubs)
    return {name: read(answer.encode(), "--stub").root for name, _, answer in pairs}


def _explore(flows: Path, form: str, **how: Any) -> bool:
    from botengine.testing.explore import explore

    found = explore(flows, **how)
    if form == "json":
        import json
        from dataclasses import asdict

        click.echo(json.dumps(asdict(found), ensure_ascii=False, indent=2))
    else:
        told = f"{found.problem}\n\n{found.scenario}" if found.problem else "every rule held\n"
        speed = found.steps / max(found.seconds, 0.001)
        click.echo(f"{told}\n{found.steps} steps in {found.walks} walks, {speed:.0f} a second")
    return not found.problem


def _play(folders: tuple[Path, ...], flows: Path, form: str, floor: float) -> bool:
    """Whether all passed; `floor` below 0 asks for no coverage."""
    from botengine.engine.assembly import assemble
    from botengine.testing.coverage import measure
    from botengine.testing.scenario import find_scenarios, play

    scenarios = [scenario for path in folders for scenario in find_scenarios(path)]
    bot = assemble(flows)
    results = [play(scenario, bot) for scenario in scenarios]
    chats = (chat for result in results for chat in result.chats)
    coverage = measure(bot, chats) if floor >= 0 else None
    click.echo({"text": _text, "json": _json, "junit": _junit}[form](results, coverage))
    low = coverage is not None and coverage.percent < floor
    return not low and not any(result.problem for result in results)


def _text(results: list[Result], coverage: Coverage | None) -> str:
    from botengine.testing.coverage import as_text

    lines = [f"{'FAILED' if r.problem else 'ok':6} {r.scenario.name}" for r in results]
    problems = [f"\n{r.scenario.name}\n{r.problem}" for r in results if r.problem]
    failed = len(problems)
    covered = [as_text(coverage), ""] if coverage else []
    return "\n".join([*lines, *problems, "", *covered, f"{len(results) - failed} passed, {failed} failed"])


def _json(results: list[Result], coverage: Coverage | None) -> str:
    import json

    from botengine.testing.coverage import as_json

    rows = [
        {"scenario": r.scenario.name, "place": str(r.scenario.place), "problem": r.problem} for r in results
    ]
    whole = {"scenarios": rows, "coverage": as_json(coverage)} if coverage else rows
    return json.dumps(whole, ensure_ascii=False, indent=2)


def _junit(results: list[Result], _coverage: Coverage | None) -> str:
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
