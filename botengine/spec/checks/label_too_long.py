"""The label of a button is longer than Viber shows, even before its values are filled in."""

from botengine.messages import MAX_LABEL
from botengine.spec.draft import Draft, Found
from botengine.spec.expressions import literal_length


def check(draft: Draft) -> Found:
    for use in draft.uses:
        if use.purpose == "label" and len(use.code) > MAX_LABEL and literal_length(use.code) > MAX_LABEL:
            message = f"the label has {literal_length(use.code)} characters; a button can have {MAX_LABEL}"
            yield use.place, message, "shorten it"
