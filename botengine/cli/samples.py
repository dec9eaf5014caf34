"""Made-up values for each type, so that screens can be shown without the services behind a bot."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import Any

from botengine.spec.types import FILE, Choice, ListOf, Record, Type, kind_of
from botengine.values import Media, Money, Page

ROWS = 23  # of every list: more than a page, so that the page buttons show
PEOPLE = ("Erika Example", "Max Muster", "Olena Beispiel", "Jan Probe")
WORDS = {
    "name|buyer|customer|person": "",
    "number|code|id$": "A10{0}42",
    "query": "Erika",
    "seat": "Row 3, {0}",
}
NOW = datetime(2030, 5, 17, 17, 30, tzinfo=UTC)


def sample(type_: Type, name: str = "", case: str = "", number: int = 0) -> Any:
    """A value as an action would answer it. `case`: the value of each closed list that has it."""
    if type_ is FILE:
        kind = "png" if re.search("picture|photo|image|chart|poster", name) else "pdf"
        title = name.replace("_", " ").capitalize() or "File"
        return Media(f"https://example.test/{name}.{kind}", f"{title}.{kind}", 48_213, "")
    if isinstance(type_, Record):
        return {each: sample(inner, each, case, number) for each, inner in type_.fields.items()}
    if isinstance(type_, ListOf):
        return [sample(type_.element, name, case, each) for each in range(2)]
    if isinstance(type_, Choice):
        options = list(type_.options)
        return case if case in options else options[number % len(options)] if options else ""
    plain = {
        "number": 12.5 + number, "integer": 3 + number, "bool": True,
        "money": Money(12950 + 1100 * number, "EUR"),
        "email": "erika@example.test", "phone": "+49 30 23125 042", "url": "https://example.test/a",
        "date": NOW.date(), "datetime": NOW,
    }  # fmt: skip
    return plain.get(kind_of(type_)) or _text(name, number)


def page(type_: Type, size: int) -> Page[Any]:
    """The first page of a list."""
    rows = [sample(type_, "", "", number) for number in range(size)]
    return Page(rows, max(ROWS, size))


def _text(name: str, number: int) -> str:
    """Something that shows which field it is."""
    for pattern, word in WORDS.items():
        if re.search(pattern, name):
            return word.format(number + 1) or PEOPLE[number % len(PEOPLE)]
    return name.replace("_", " ").capitalize() or "Something"
