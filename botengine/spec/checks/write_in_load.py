"""A `load` or `list` runs an action that changes something; screens are shown again and again."""

from botengine.spec.draft import Draft, Found


def check(draft: Draft) -> Found:
    for each in draft.readings:
        if draft.signatures[each.action].effect != "read":
            message = f"'{each.action}' changes something, and a screen may only read"
            yield each.place, message, "run it with 'do'"
