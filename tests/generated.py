"""The parts of the docs that follow from the sources; `python -m tests.generated` writes them anew."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Literal

import click

from botengine.cli.json_schema import meanings
from botengine.cli.main import commands
from botengine.settings import SETTINGS
from botengine.spec.blocks import Block, Form
from botengine.spec.checks import all_rules
from botengine.spec.front import Front
from botengine.spec.model import FlowFile, StepBlock
from botengine.testing.verbs import VERBS
from tests.catalogues import SHOP, WEB

ROOT = Path(__file__).resolve().parents[1]
ROOMS = {  # room: what it is for; the order of the house, from the ground floor up
    "botengine": "ground floor, and the doors in and out",
    "botengine/spec": "floor 1, the language: text in, checked Bot out",
    "botengine/spec/checks": "one file per rule",
    "botengine/engine": "floor 2, one turn of one conversation; pure",
    "botengine/runtime": "floor 3, many users at once; owns the ports",
    "botengine/store": "floor 4, where conversations are kept",
    "botengine/viber": "floor 4, the messenger",
    "botengine/web": "floor 4, the pages",
    "botengine/web/pages": "one file per page",
    "botengine/emulator": "floor 4, a local Viber",
    "botengine/testing": "floor 6, the public testing kit",
    "botengine/cli": "floor 8, one file per command",
    "botengine/cli/checkup": "what `botengine doctor` looks at, one file per group of checks",
    "actions": "what the shipped bot does: its `@action` functions",
    "actions/shop": "the ticket shop behind them",
}


def files() -> Iterator[str]:
    """Every Python file with its first line, by rooms."""
    folders = {
        path.parent.relative_to(ROOT).as_posix() for top in ("botengine", "actions") for path in python(top)
    }
    for room in [*ROOMS, *sorted(folders - set(ROOMS))]:
        lines = [f"- `{file.name}` {first_line(file)}" for file in sorted((ROOT / room).glob("*.py"))]
        if lines:
            yield from [
                f"\n**{room}/** ({ROOMS.get(room, 'say in tests/generated.py what this is for')})\n",
                *lines,
            ]


def settings() -> Iterator[str]:
    yield from ["| name | default | meaning |", "|---|---|---|"]
    for each in SETTINGS:
        default = f"`{each.default}`" if each.default else ""
        yield f"| `{each.name}` | {default} | {each.meaning} |"


def command_line() -> Iterator[str]:
    context = click.Context(commands, info_name="botengine", **commands.context_settings)
    for name in commands.list_commands(context):
        command = commands.get_command(context, name)
        if command:
            yield from [f"\n## botengine {name}\n", *help_of(command, name, context)]


def help_of(command: click.Command, name: str, parent: click.Context) -> Iterator[str]:
    context = click.Context(command, info_name=name, parent=parent, terminal_width=100)
    command._help_option = None  # click keeps the one of the first context, which may have been another
    yield from ["```text", *command.get_help(context).splitlines(), "```"]
    for inner in command.commands.values() if isinstance(command, click.Group) else ():
        yield from ["", *help_of(inner, inner.name or "", context)]


def checks() -> Iterator[str]:
    for rule in all_rules():
        yield f"\n## {rule.name}\n\n{rule.text}"


def language() -> Iterator[str]:
    """Every block of the YAML files with its keys, as the models describe them."""
    seen: list[type[Block]] = [Front, FlowFile]
    for block in seen:
        doc = " ".join((block.__doc__ or "").split())
        yield from [f"\n### {doc}\n", "| key | meaning |", "|---|---|"]
        inherited = StepBlock.keys().keys() if issubclass(block, StepBlock) else set()
        told = meanings(block)
        for name, key in block.keys().items():
            seen.extend(each for each in blocks_in(key.form) if each not in seen)
            if name not in inherited or block is StepBlock:
                yield f"| `{name}` | {told[name]} |"
        if inherited and block is not StepBlock:
            yield "\nand the keys of a step."
    assert StepBlock in seen


def blocks_in(form: Form) -> Iterator[type[Block]]:
    """The blocks that a key's form speaks of, however deep."""
    if isinstance(form.kind, type) and issubclass(form.kind, Block):
        yield form.kind
    for inner in form.within if form.kind is not Literal else ():
        yield from blocks_in(inner)


def verbs() -> Iterator[str]:
    """What scenarios can do and see, as the verbs themselves say it."""
    yield from ["| verb | what it does |", "|---|---|"]
    for name, verb in VERBS.items():
        yield f"| `{name}` | {' '.join((verb.__doc__ or '').split())} |"


def python(top: str) -> list[Path]:
    return sorted((ROOT / top).rglob("*.py"))


def first_line(file: Path) -> str:
    return file.read_text(encoding="utf-8").partition("\n")[0].strip('"')


PARTS: dict[str, Callable[[], Iterator[str]]] = {
    "docs/house.md": files,
    "docs/reference/settings.md": settings,
    "docs/reference/commands.md": command_line,
    "docs/reference/checks.md": checks,
    "docs/reference/language.md": language,
    "docs/reference/scenarios.md": verbs,
}


def renewed(page: str) -> str:
    """The page with what stands between its two markers written anew."""
    text = (ROOT / page).read_text(encoding="utf-8")
    made = "\n".join(PARTS[page]()).strip()
    return re.sub(r"(?s)(<!-- generated -->\n).*(<!-- end -->)", lambda m: f"{m[1]}{made}\n{m[2]}", text)


if __name__ == "__main__":
    for each in PARTS:
        (ROOT / each).write_text(renewed(each), encoding="utf-8")
    WEB.renew()
    SHOP.renew()
