"""Tell what is different between two versions of a bot, and where the chats of today would go on."""

from __future__ import annotations

import json
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from botengine.cli.changes import Change
    from botengine.cli.landing import Landing

HOW = {
    "same": "go on as they are",
    "changed": "are shown the changed screen",
    "renamed": "go on under the new name",
    "nearest": "step back to the nearest screen that is left",
    "home": "begin at the start",
}


@click.command("diff")
@click.argument("old")
@click.argument("new", default=".")
@click.option("--chats", is_flag=True, help="Also tell where the chats in the store would go on.")
@click.option("--store", default="sqlite:///bot.db", envvar="BOTENGINE_STORE", show_default=True,
              help="Where releases and chats are kept.")  # fmt: skip
@click.option("--json", "as_json", is_flag=True, help="For machines.")
def command(old: str, new: str, store: str, *, chats: bool, as_json: bool) -> None:
    """Compare OLD with NEW (default: here): each a folder, or a release that `botengine releases` lists.

    Exit status 0 without a difference, 1 with, 2 if one of them cannot be read.
    """
    from botengine.errors import BotengineError

    with ExitStack() as stack:
        try:
            made = _compare(old, new, store, stack, chats=chats)
        except (BotengineError, OSError) as problem:
            click.echo(str(problem), err=True)
            sys.exit(2)
    found, warned, landings = made
    if as_json:
        click.echo(json.dumps(_plain(found, warned, landings), ensure_ascii=False, indent=2))
    else:
        click.echo("\n".join(_lines(found, warned, landings if chats else None)))
    sys.exit(1 if found or warned else 0)


def _compare(old: str, new: str, store: str, stack: ExitStack, *, chats: bool) -> Any:
    from botengine.cli.changes import changes, warnings
    from botengine.cli.versions import Versions

    versions = stack.enter_context(Versions(store, [old, new]))
    before, after = versions.assemble(old), versions.assemble(new)
    landings = Counter(versions.landings(after)) if chats else Counter()
    return changes(before.bot, after.bot), [*warnings(before.bot, after.bot)], landings


def _lines(found: Sequence[Change], warned: Sequence[str], chats: Counter[Landing] | None) -> Iterator[str]:
    yield from (f"! {each}" for each in warned)
    for change in found:
        yield change.line
        for aspect, before, after in change.details:
            yield f"    {aspect}: {_told(before, after, new=change.what == 'new')}"
    if not (found or warned):
        yield "no difference"
    if chats is not None:
        yield f"\n{chats.total()} chat{'' if chats.total() == 1 else 's'}"
        for landing, count in sorted(chats.items(), key=lambda pair: (-pair[1], pair[0])):
            way = landing.before if landing.after == landing.before else f"{landing.before} → {landing.after}"
            yield f"{count:>6}  {way}: {HOW[landing.kind]}"


def _told(before: str, after: str, *, new: bool) -> str:
    if before and after:
        return f"{before} → {after}"
    return f"no longer {before}" if before else after if new else f"now {after}"


def _plain(found: Sequence[Change], warned: Sequence[str], landings: Counter[Landing]) -> dict[str, Any]:
    from dataclasses import asdict

    details = ("aspect", "before", "after")
    rows = [
        {**asdict(each), "details": [dict(zip(details, one, strict=True)) for one in each.details]}
        for each in found
    ]
    return {
        "warnings": list(warned),
        "changes": rows,
        "chats": [{**asdict(each), "count": count} for each, count in landings.items()],
    }
