"""A text is longer than a message can be, even before its values are filled in."""

from botengine.messages import MAX_TEXT
from botengine.spec.draft import Draft, Found
from botengine.spec.expressions import literal_length


def check(draft: Draft) -> Found:
    for use in draft.uses:
        if use.purpose == "text" and len(use.code) > MAX_TEXT and literal_length(use.code) > MAX_TEXT:
            message = f"the text has {literal_length(use.code)} characters; a message can have {MAX_TEXT}"
            yield use.place, message, "split it into two screens"
