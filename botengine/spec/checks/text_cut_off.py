"""A text without quotes is followed by ` #`: YAML takes the rest of the line for a comment."""

import re

from botengine.spec.draft import Draft, Found

SEVERITY = "warning"


def check(draft: Draft) -> Found:
    for use in draft.uses:
        if use.purpose in ("text", "label"):
            _, end, plain = use.source.scalar(use.key)
            rest = re.match(r"[ \t]+(#\S[^\n]*)", use.source.text[end:])
            if plain and rest:
                message = f"the text ends before '{rest[1].strip()}': YAML reads ' #' as a comment"
                yield use.place, message, "put the text in quotes"
