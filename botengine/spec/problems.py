"""What is wrong with a bot: problems with their places, and how they are printed."""

import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Literal

from botengine.spec.places import Place, lines

SHORT = 3  # letters: of such words every slip makes a similar one
MAX_EXCERPT = 160  # columns of an excerpt; of longer lines the part around the place is shown


Severity = Literal["error", "warning"]


@dataclass(frozen=True, slots=True)
class Problem:
    """One finding, about what stands at the place."""

    rule: str
    place: Place
    message: str
    hint: str = ""
    severity: Severity = "error"


def nearest(name: str, names: Iterable[str]) -> str:
    """The most similar of the names; "" if none is similar, or if several short ones are equally so."""
    found = _similar(name, names)
    return found[0] if len(found) == 1 else ""


def suggest(name: str, names: Iterable[str]) -> str:
    """A hint that names the most similar of the names, or a few of them where there are only a few."""
    known = sorted(set(names))
    if near := _similar(name, known):
        return "did you mean " + " or ".join(f"'{each}'" for each in near) + "?"
    return f"there is {', '.join(known)}" if 0 < len(known) <= 8 else ""  # noqa: PLR2004 - fits one line


def _similar(name: str, names: Iterable[str]) -> list[str]:
    """The name that takes the fewest slips to become this one; of short names all of them."""
    folded, typed = {each.casefold(): each for each in names}, name.casefold()
    short = len(typed) <= SHORT
    close = [each for each in folded if short and slips(typed, each) == 1]
    close += get_close_matches(typed, folded, 3, 0.6)
    counted = [(slips(typed, each), each) for each in dict.fromkeys(close)]
    fewest = min(counted, default=(0, ""))[0]
    best = [folded[each] for count, each in counted if count == fewest]
    return best if short else best[:1]


def slips(typed: str, meant: str) -> int:
    """How many letters were left out, added, taken for others, or swapped with the next one."""
    before: list[int] = []
    row = list(range(len(meant) + 1))
    for i, letter in enumerate(typed):
        older, before, row = before, row, [i + 1]
        for j, wanted in enumerate(meant):
            best = min(before[j] + (letter != wanted), before[j + 1] + 1, row[j] + 1)
            if i and j and letter == meant[j - 1] and typed[i - 1] == wanted:
                best = min(best, older[j - 1] + 1)
            row.append(best)
    return row[-1]


def in_order(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    """Each problem once, by place; of several about the same place and rule only the first."""
    firsts = {(p.place, p.rule): p for p in reversed(list(problems))}
    return tuple(sorted(firsts.values(), key=lambda p: (p.place, p.severity, p.rule)))


def format_problems(problems: Iterable[Problem], sources: Mapping[str, str]) -> str:
    """All problems as text with excerpts. `sources`: file -> its text."""
    split = {file: lines(text) for file, text in sources.items()}
    return "\n".join(_one(each, split.get(each.place.file, [])) for each in problems)


def _one(each: Problem, source: list[str]) -> str:
    head = f"{each.place}: {each.severity} {each.rule}: {each.message}"
    number = each.place.line
    if not 0 < number <= len(source):
        return f"{head}\n       = {each.hint}" if each.hint else head
    line, start = source[number - 1], each.place.column - 1
    cut = max(0, start - MAX_EXCERPT // 2) if len(line) > MAX_EXCERPT else 0
    shown = line[cut : cut + MAX_EXCERPT].replace("\t", " ")
    before = shown[: start - cut]
    width = max(1, _width(shown[start - cut : each.place.end - 1 - cut]))
    caret = " " * _width(before) + "^" * width
    margin = " " * 5
    return f"{head}\n{number:5} | {shown}\n{margin} | {caret} {each.hint}".rstrip()


def _width(text: str) -> int:
    """Columns in a terminal: emoji and Chinese letters take two, joiners and accents none."""
    return sum(
        0 if unicodedata.category(c) in ("Mn", "Me", "Cf") else 1 + (unicodedata.east_asian_width(c) in "WF")
        for c in text
    )
