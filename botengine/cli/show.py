"""Show a flow as the engine sees it: names in full, arguments found, each with the line it comes from."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import MISSING, fields
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from botengine.spec.bot import Bot

COLUMN = 70  # where origins stand


@click.command("show")
@click.argument("flow", required=False)
@click.option("--directory", default=".", type=click.Path(exists=True, file_okay=False, path_type=Path),
              help="The bot's folder.", show_default=True)  # fmt: skip
@click.option("--json", "as_json", is_flag=True, help="For machines.")
def command(flow: str | None, directory: Path, *, as_json: bool) -> None:
    """Show FLOW with the line that each part comes from. Without FLOW: all flows, and where they are."""
    from botengine.engine.assembly import assemble

    bot = assemble(directory).bot
    if flow and flow not in bot.flows:
        raise click.UsageError(f"there is no flow '{flow}'; there are {', '.join(bot.flows)}")
    shown = _flow(bot, flow) if flow else _flows(bot)
    click.echo(json.dumps(shown, ensure_ascii=False, indent=2) if as_json else "\n".join(_lines(shown)))


def _flows(bot: Bot) -> dict[str, Any]:
    return {
        name: {"at": _place(each.place), "screens": [bot.screens[screen].name for screen in each.screens]}
        for name, each in bot.flows.items()
    }


def _flow(bot: Bot, name: str) -> dict[str, Any]:
    """The flow, its screens in full, and what is valid on all of them."""
    flow: dict[str, Any] = _told(bot.flows[name])
    screens = {screen: _told(bot.screens[screen]) for screen in bot.flows[name].screens}
    notices = {each: _told(notice) for each, notice in bot.notices.items() if notice.flow == name}
    shown = {"screens": screens, "notices": notices} if notices else {"screens": screens}
    return {**flow, **shown, "everywhere": _told(bot.everywhere)}


def _told(value: Any) -> Any:
    """A value of the checked bot as texts, lists and mappings; `at` is where it was written."""
    from botengine.spec.moves import Expr, Text
    from botengine.spec.places import Place

    told: Any
    match value:
        case str() | int() | float() | None:
            told = value
        case Text() | Expr():
            told = {"source": value.source, "at": _place(value.place)}
        case Place():
            told = _place(value)
        case Mapping():
            told = {str(key): _told(each) for key, each in value.items()}
        case tuple() | list() | frozenset():
            told = [_told(each) for each in (sorted(value) if isinstance(value, frozenset) else value)]
        case _:
            told = value.name if hasattr(value, "encode") else _block(value)  # of a type its name says enough
    return told


def _block(value: Any) -> dict[str, Any]:
    """What a block says beyond its defaults; a move is `go: SCREEN`, `call: FLOW`, `back: true` ..."""
    told = {
        "at" if each.name == "place" else each.name: _told(getattr(value, each.name))
        for each in fields(value)
        if not _is_default(each, getattr(value, each.name))
    }
    if move := getattr(value, "move", None):
        rest = told.pop("move")
        target = rest.pop("screen", None) or rest.pop("flow", None) or rest.pop("value", True)
        told |= {type(move).__name__.lower(): target} | ({"with": rest["values"]} if rest else {})
    return told


def _is_default(each: Any, value: Any) -> bool:
    default = each.default_factory() if each.default_factory is not MISSING else each.default
    return value is None or value in ((), {}) or (default is not MISSING and bool(value == default))


def _place(place: Any) -> str:
    return f"{place.file}:{place.line}"


def _lines(value: Any, indent: str = "") -> Iterator[str]:
    """As YAML to read, each origin as a comment at the right."""
    items = value.items() if isinstance(value, dict) else (("-", each) for each in value)
    for key, each in items:
        if key == "at":
            continue
        head = f"{indent}{key}" + ("" if key == "-" else ":")
        origin = each.get("at", "") if isinstance(each, dict) else ""
        if isinstance(each, dict) and each.keys() == {"source", "at"}:
            text = f"{head} {json.dumps(each['source'], ensure_ascii=False)}"
        elif isinstance(each, dict | list) and not (
            isinstance(each, list) and all(isinstance(e, str) for e in each)
        ):
            text = head
        else:
            text = f"{head} {', '.join(each) if isinstance(each, list) else each}"
        yield f"{text:<{COLUMN}}  # {origin}" if origin else text
        if text == head:
            yield from _lines(each, f"{indent}  ")
