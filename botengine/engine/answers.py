"""Reading a typed answer to a question: its type, then the limits of `check`."""

import re
from typing import Any

from botengine.spec.bot import Check


def read_answer(check: Check, text: str) -> Any:
    """The answer as a value of the check's type. ValueError if it is none, or beyond the limits."""
    answer = text.strip()
    fits = answer and _within(len(answer), check.min_length, check.max_length)
    if not fits or (check.pattern and not re.fullmatch(check.pattern, answer)):
        raise ValueError
    value = check.type.parse(answer)
    size = getattr(value, "minor", value)  # limits of money are in minor units
    if not _within(size, check.minimum, check.maximum):
        raise ValueError
    return value


def _within(size: Any, least: float | None, most: float | None) -> bool:
    return (least is None or size >= least) and (most is None or size <= most)
