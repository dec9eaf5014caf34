"""Where in the YAML a part of an expression stands: line and columns of the one wrong word."""

import re

from botengine.spec.places import Place, lines
from botengine.spec.references import SHOWN, Use


def pinpoint(use: Use, text: str, pattern: str, code: str, ordinal: int) -> Place:
    """Where the first group of the pattern stands in a file; else the expression, else the whole value.

    `code` is the expression to look into, the `ordinal`-th (from 0) of a text with several.
    """
    event = use.source.marks[use.key][1]
    start, end = event.start_mark.index, event.end_mark.index
    low, high = start, end
    if use.purpose in SHOWN:
        opens = [match.end() for match in re.finditer(r"\{\{", text[start:end])]
        if ordinal < len(opens):
            low = start + opens[ordinal]
            high = max(text.find("}}", low, end), low)
    match = re.search(pattern, text[low:high]) if pattern else None
    if match is None:
        if low == start or text[low:high].strip() != code.strip():
            return use.place
        match = re.search(r"\S.*\S|\S", text[low:high])
        assert match is not None
    group = 1 if match.re.groups else 0
    return _place(use, text, low + match.start(group), low + match.end(group))


def _place(use: Use, text: str, start: int, end: int) -> Place:
    mark = use.source.marks[use.key][1].start_mark
    before = lines(text[mark.index : start])
    column = len(before[-1]) + (mark.column if len(before) == 1 else 0) + 1
    return Place(use.source.file, mark.line + len(before), column, end - start)
