"""Other people's data on the pages: shortened, so that a look over the shoulder tells little."""

from __future__ import annotations

import re
from typing import Any

ADDRESS = re.compile(r"\b([\w.+-])[\w.+-]*@([\w-]+(?:\.[\w-]+)+)")
DIGITS = re.compile(r"\+?\d[\d ()/-]{6,}\d")
TEXT = 24  # characters of a text that are shown


def redacted(value: Any) -> Any:
    """The value with its addresses, telephone numbers and long texts shortened."""
    if isinstance(value, dict):
        return {name: redacted(each) for name, each in value.items()}
    if isinstance(value, list | tuple):
        return [redacted(each) for each in value]
    if isinstance(value, str):
        short = DIGITS.sub(lambda found: f"…{found.group()[-2:]}", ADDRESS.sub(r"\1…@\2", value))
        return short if len(short) <= TEXT else f"{short[:TEXT]}…"
    return value
