"""Draw the bot: its screens and every way between them, as SVG, Mermaid, DOT or JSON."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from botengine.drawing.ways import Way
    from botengine.spec.bot import Bot, Screen


@click.command("graph")
@click.argument("directory", type=click.Path(exists=True, file_okay=False, path_type=Path), default=".")
@click.option("--format", "form", type=click.Choice(["mermaid", "dot", "svg", "json"]), default="mermaid",
              show_default=True)  # fmt: skip
@click.option("--role", default="", help="Only what this role can come to and press.")
@click.option("--flow", default="", help="Only the screens of this flow.")
@click.option("-o", "--output", type=click.Path(dir_okay=False, path_type=Path), help="Write to this file.")
def command(directory: Path, form: str, role: str, flow: str, output: Path | None) -> None:
    """Draw the bot in DIRECTORY (default: here)."""
    from botengine.drawing.svg import svg
    from botengine.drawing.ways import screens_of, ways_of
    from botengine.engine.assembly import assemble

    bot = assemble(directory).bot
    for kind, name, known in (("role", role, bot.roles), ("flow", flow, bot.flows)):
        if name and name not in known:
            raise click.UsageError(f"there is no {kind} '{name}'; there are {', '.join(known)}")
    forms: dict[str, Callable[[Bot, list[Screen], list[Way]], str]] = {
        "mermaid": _mermaid, "dot": _dot, "svg": svg, "json": _json,
    }  # fmt: skip
    drawn = forms[form](bot, screens_of(bot, role, flow), ways_of(bot, role, flow))
    if output:
        output.write_text(drawn + "\n", encoding="utf-8")
    else:
        click.echo(drawn)


def _mermaid(bot: Bot, screens: list[Screen], ways: list[Way]) -> str:
    lines = ["flowchart LR"]
    for flow in dict.fromkeys(screen.flow for screen in screens):
        lines.append(f'  subgraph flow_{flow}["{flow}"]')
        lines += [f'    {_id(each.id)}["{each.name}"]' for each in screens if each.flow == flow]
        lines.append("  end")
    lines += [f'  {_id(name)}(["{name}"])' for name in _others(screens, ways)]
    lines.append(f"  start((( ))) --> {_id(bot.start)}")
    for way in ways:
        label = _label(way).replace('"', "#quot;").replace("\n", " ")
        lines.append(f'  {_id(way.source)} {"-.->" if way.call else "-->"}|"{label}"| {_id(way.target)}')
    return "\n".join(lines)


def _dot(bot: Bot, screens: list[Screen], ways: list[Way]) -> str:
    quoted = json.JSONEncoder(ensure_ascii=False).encode
    lines = ["digraph bot {", "  rankdir=LR; node [shape=box, style=rounded]; edge [fontsize=10];"]
    for flow in dict.fromkeys(screen.flow for screen in screens):
        inside = " ".join(
            f"{quoted(each.id)} [label={quoted(each.name)}];" for each in screens if each.flow == flow
        )
        lines.append(f"  subgraph {quoted('cluster_' + flow)} {{ label={quoted(flow)}; {inside} }}")
    lines += [f"  {quoted(name)} [shape=plaintext];" for name in _others(screens, ways)]
    lines.append(f"  start [shape=point]; start -> {quoted(bot.start)};")
    for way in ways:
        style = ", style=dashed" if way.call else ""
        lines.append(f"  {quoted(way.source)} -> {quoted(way.target)} [label={quoted(_label(way))}{style}];")
    return "\n".join([*lines, "}"])


def _json(bot: Bot, screens: list[Screen], ways: list[Way]) -> str:
    from dataclasses import asdict

    nodes = [
        {"screen": each.id, "flow": each.flow, "cases": list(each.cases), "place": str(each.place)}
        for each in screens
    ]
    edges = [asdict(way) for way in ways]
    return json.dumps({"start": bot.start, "screens": nodes, "ways": edges}, ensure_ascii=False, indent=2)


def _label(way: Way) -> str:
    return f"{', '.join(way.cases)}: {way.label}" if way.cases else way.label


def _id(name: str) -> str:
    return f"s_{name.replace('.', '__')}"


def _others(screens: list[Screen], ways: list[Way]) -> Iterator[str]:
    """Names at the ends of ways that are no screens of the drawing."""
    inside = {each.id for each in screens}
    yield from dict.fromkeys(end for way in ways for end in (way.source, way.target) if end not in inside)
