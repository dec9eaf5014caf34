"""YAML 1.2's core schema for plain scalars, and the parser's complaints in human words."""

import math
import re
from collections.abc import Mapping
from typing import Any

_NUMERIC = frozenset("-+.0123456789tTfFnN~")  # how a scalar begins that may be more than a text
WORDS: Mapping[str, bool | None] = {
    **dict.fromkeys(("null", "Null", "NULL", "~")),
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
}
_INTEGER = re.compile(r"[-+]?[0-9]{1,100}")
_BASED = re.compile(r"0o[0-7]{1,100}|0x[0-9a-fA-F]{1,100}")
_FLOAT = re.compile(r"[-+]?((\.[0-9]+|[0-9]+\.[0-9]*)([eE][-+]?[0-9]+)?|[0-9]+[eE][-+]?[0-9]+)")
_HUMAN = (  # what libyaml says -> what an integrator can do
    (r"cannot start any token|sequence entries", "this cannot stand here", 'put the text in quotes: "..."'),
    (r"tab character", "tabs cannot indent YAML", "indent with spaces"),
    (r"mapping values are not allowed", "a ':' that is not expected here",
     'put the text in quotes: "...", or check the indentation and the ":" of this line and the one above'),
    (r"expected ',' or '\}'", "this does not belong between { and }", "is a comma, quote or } missing?"),
    (r"expected ',' or '\]'", "this does not belong between [ and ]", "is a comma, quote or ] missing?"),
    (r"expected ':'", "a key without ':'", "write 'key: value', or indent it like the text above"),
    (r"expected (key|'-')|block end", "this does not fit the lines above", "check indentation and quotes"),
    (r"unexpected (end of stream|document)", "a quote or bracket that is never closed", "close it"),
    (r"alphabetic or numeric", "a text that begins with '*' needs quotes", 'write "*...*", or indent it'),
    (r"escape", "an escape that YAML does not know", "write \\\\ for a backslash, or use single quotes"),
)  # fmt: skip


def resolve(text: str) -> Any:
    """A plain scalar by the core schema of YAML 1.2: null, true, false, numbers; else a text."""
    if not text:
        return None
    if text[0] not in _NUMERIC:
        return text
    if text in WORDS:
        return WORDS[text]
    if _INTEGER.fullmatch(text):
        return int(text)
    if _BASED.fullmatch(text):
        return int(text, 0)
    number = float(text) if _FLOAT.fullmatch(text) else math.inf
    return number if math.isfinite(number) else text


def explain(said: str) -> tuple[str, str]:
    """What libyaml says, as a message and a hint that help an integrator."""
    known = ((message, hint) for pattern, message, hint in _HUMAN if re.search(pattern, said))
    return next(known, (said, "check this line and the one above"))
