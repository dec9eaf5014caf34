"""A line of a text looks like a key that its block lacks: indented too far, it became part of the text."""

import re

from botengine.spec.draft import Draft, Found
from botengine.spec.places import Place

SEVERITY = "warning"


def check(draft: Draft) -> Found:
    for use in draft.uses:
        if use.purpose not in ("text", "label") or "\n" not in use.code or use.source.shape is None:
            continue
        known = use.source.shape.keys().keys() - use.source.keys()
        start, end, _ = use.source.scalar(use.key)
        lines = use.source.text[start:end].split("\n")
        for number, line in enumerate(lines):
            key = re.match(r"( *)([a-z_]+):(?= |$)", line)
            if number and key and key[2] in known:
                place = Place(use.source.file, use.place.line + number, len(key[1]) + 1, len(key[2]))
                yield place, f"'{key[2]}' is a line of the text above", "indent it less"
