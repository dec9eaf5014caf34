"""Reading a typed answer to a question: its type, then the limits of `check`."""

import re
from typing import Any

from botengine.spec.bot import Check


def read_answer(check: Check, text: str) -> Any:
    """The answer as a value of the check's type. ValueError if it is none, or beyond the limits."""
    answer = text.strip()
    _demand(answer != "")
    _demand(check.min_length is None or len(answer) >= check.min_length)
    _demand(check.max_length is None or len(answer) <= check.max_length)
    _demand(not check.pattern or re.fullmatch(check.pattern, answer) is not None)
    value = check.type.parse(answer)
    size = getattr(value, "minor", value)  # limits of money are in minor units
    _demand(check.minimum is None or size >= check.minimum)
    _demand(check.maximum is None or size <= check.maximum)
    return value


def _demand(condition: bool) -> None:
    if not condition:
        raise ValueError
