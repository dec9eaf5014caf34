"""Every name and key of the shipped bots misspelt or removed, one at a time: what the checker makes of it.

python -m tests.spec.mutation [--every N] [--misses] [--write]
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.spec.mutants import mutants
from tests.spec.verdicts import Judge, Verdict

ROOT = Path(__file__).parents[2]
BOTS = (ROOT, *sorted(file.parent for file in (ROOT / "examples").glob("*/flows.yaml")))
PAGE = ROOT / "docs/explanation/misspellings.md"
HEAD = (
    "| change | what | made | told where it is | changes nothing | may be left out "
    "| of these told by diff | silent | right hint |"
)


def verdicts(every: int = 1) -> Iterator[Verdict]:
    """What becomes of each N-th mutant of all bots."""
    for directory in BOTS:
        with TemporaryDirectory(prefix="mutants-") as folder:
            judge = Judge(directory, Path(folder))
            yield from map(judge, list(mutants(directory))[::every])


def table(found: Sequence[Verdict]) -> Iterator[str]:
    """By kind of change, as Markdown; the last row is the sum."""
    yield from [HEAD, "|---|---|" + "---:|" * 7]
    for kind, what in sorted({(each.mutant.kind, each.mutant.what) for each in found}):
        some = [each for each in found if (each.mutant.kind, each.mutant.what) == (kind, what)]
        yield _row(kind, what, some)
    yield _row("**all**", "", found)


def _row(kind: str, what: str, some: Sequence[Verdict]) -> str:
    misspelt = [each for each in some if each.mutant.kind == "misspelt"]
    counts = (
        len(some),
        sum(each.told for each in some),
        sum(not each.told and each.same for each in some),
        sum(each.left_out for each in some),
        sum(each.left_out and each.shown for each in some),
        sum(each.silent for each in some),
    )
    hints = f"{sum(each.hinted for each in misspelt)} of {len(misspelt)}" if misspelt else ""
    return f"| {kind} | {what} | {' | '.join(map(str, counts))} | {hints} |"


def shares(found: Sequence[Verdict]) -> tuple[float, float]:
    """Of what must be told, the share that is; of the misspellings, the share with the right hint."""
    must = [each for each in found if not each.left_out]
    misspelt = [each for each in must if each.mutant.kind == "misspelt" and not each.same]
    return (
        sum(not each.silent for each in must) / max(1, len(must)),
        sum(each.hinted for each in misspelt) / max(1, len(misspelt)),
    )


def main(arguments: Sequence[str]) -> None:
    every = int(arguments[arguments.index("--every") + 1]) if "--every" in arguments else 1
    found = list(verdicts(every))
    lines = "\n".join(table(found))
    told, hinted = shares(found)
    said = [lines, f"\n{told:.2%} told or without effect, {hinted:.2%} with the right hint"]
    for each in found if "--misses" in arguments else ():
        if each.silent or (each.mutant.kind == "misspelt" and not each.hinted and not each.same):
            said += [str(each.mutant), *(f"    {p.place} {p.message} ({p.hint})" for p in each.problems)]
    sys.stdout.write("\n".join([*said, ""]))
    if "--write" in arguments:
        page = PAGE.read_text(encoding="utf-8")
        made = re.sub(r"(?s)(<!-- table -->\n).*(<!-- end -->)", lambda m: f"{m[1]}{lines}\n{m[2]}", page)
        PAGE.write_text(made, encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
