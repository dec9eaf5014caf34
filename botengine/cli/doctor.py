"""Look whether everything is as the bot needs it, and say what to do."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

import click

from botengine.cli.operating import show

if TYPE_CHECKING:
    from botengine.cli.checkup.case import Finding

MARKS = {"fine": "ok", "advice": "advice", "problem": "PROBLEM"}


@click.command("doctor")
@click.option("--deploy", is_flag=True, help="Take what production needs for problems, not for advice.")
@click.option("--json", "as_json", is_flag=True, help="For machines.")
def command(deploy: bool, as_json: bool) -> None:
    """Check settings, flows, store, Viber, mail server and machine. Exit status 1 if there is a problem.

    Nothing is changed and nothing is sent, so it can be run beside a bot that runs.
    """
    from msgspec import to_builtins

    found = [*examine(os.environ, deploy=deploy)]
    show(to_builtins(found), _text(found), as_json=as_json)
    raise SystemExit(any(each.kind == "problem" for each in found))


def examine(environ: Mapping[str, str], *, deploy: bool) -> Iterator[Finding]:
    """All that is found, group by group; wrong settings alone, because all others stand on them."""
    from botengine.app import store_file
    from botengine.cli.checkup import deployment, machine, mail, store, viber
    from botengine.cli.checkup.case import Case, fine, problem
    from botengine.errors import SettingsError
    from botengine.settings import Settings

    try:
        case = Case(Settings.from_env(environ), environ, deploy)
        store_file(case.settings.store)
    except SettingsError as wrong:
        for line in str(wrong).removeprefix("wrong settings:\n").splitlines():
            yield problem("settings", f"{line.strip()}.", "docs/reference/settings.md lists all settings.")
        return
    yield fine("settings", "All settings can be read.")
    if case.bot:
        yield fine("flows", f"The flows of {case.bot.name} load.")
    else:
        yield problem("flows", f"The flows do not load:\n{case.loaded}", "botengine check tells more.")
    for group in (store, viber, mail, machine, deployment):
        yield from group.examine(case)


def _text(found: Sequence[Finding]) -> str:
    lines = []
    for each in found:
        first, *rest = each.sentence.splitlines()
        lines += [f"{MARKS[each.kind]:8} {each.about:9} {first}", *rest]
        lines += [f"{'':18} -> {each.todo}"] * bool(each.todo)
    count = Counter(each.kind for each in found)
    return "\n".join([*lines, "", f"problems {count['problem']}, advice {count['advice']}"])
