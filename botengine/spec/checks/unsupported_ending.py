"""An address of a picture or file has an ending that phones do not show, or that Viber forbids."""

from urllib.parse import urlsplit

from botengine.messages import FORBIDDEN, PICTURES
from botengine.spec.draft import Draft, Found


def check(draft: Draft) -> Found:
    for use in draft.uses:
        name = urlsplit(use.code).path.rpartition("/")[2] if use.purpose == "address" else "}}"
        ending = name[name.rfind(".") :].lower() if "." in name else ""
        if name.endswith("}}"):
            continue  # known in the chat only
        if use.key == "picture" and ending not in PICTURES:
            message = f"'{ending or name}' is no picture that phones show"
            yield use.place, message, f"use one of {', '.join(PICTURES)}"
        elif ending in FORBIDDEN:
            yield use.place, f"Viber forbids files that end in '{ending}'", "put it into a .zip"
