"""What somebody may have meant to type: with the keyboard in another alphabet, or with look-alike letters."""

from __future__ import annotations

import re
from collections.abc import Iterator

# the same keys, from left to right and top to bottom
_QWERTY = "qwertyuiop[]asdfghjkl;'zxcvbnm,."
_QWERTZ = "qwertzuiopü+asdfghjklöäyxcvbnm,."
_UKRAINIAN = "йцукенгшщзхїфівапролджєячсмитьбю"
_RUSSIAN = "йцукенгшщзхъфывапролджэячсмитьбю"
_ALIKE = str.maketrans("авекмнорстухіѕјАВЕКМНОРСТУХІЅЈ", "abekmhopctyxisjABEKMHOPCTYXISJ")
_CYRILLIC = set(_UKRAINIAN + _RUSSIAN)


def readings(text: str) -> Iterator[str]:
    """The text itself, then what else it may mean, each once: the first that finds something is meant."""
    seen = {""}
    for reading in (text, *_others(text)):
        if reading not in seen:
            seen.add(reading)
            yield reading


def codes(text: str) -> Iterator[str]:
    """Words that may be an order's number, in a text that is more: "Bestellung 1042", "Nr. K7Q3X?"."""
    if any(map(str.isalpha, text)):
        yield from (word for word in re.findall(r"\w+", text) if any(map(str.isdigit, word)) and word != text)


def _others(text: str) -> Iterator[str]:
    lower = text.casefold()
    if _CYRILLIC & set(lower):
        yield text.translate(_ALIKE)  # "К7Х" looks like "K7X"
        for typed in (_UKRAINIAN, _RUSSIAN):
            for meant in (_QWERTZ, _QWERTY):
                yield lower.translate(str.maketrans(typed, meant))
    elif any(char.isalpha() for char in lower):
        for typed in (_QWERTZ, _QWERTY):
            for meant in (_UKRAINIAN, _RUSSIAN):
                yield lower.translate(str.maketrans(typed, meant))
