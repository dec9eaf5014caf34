"""The words of the pages in each language: locale/*.po, read when they are first needed."""

from __future__ import annotations

import gettext
from collections.abc import Iterable
from functools import cache
from io import BytesIO
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

LOCALE = Path(__file__).parent / "locale"
LANGUAGES = {"de": "Deutsch", "en": "English", "ru": "Русский", "uk": "Українська"}


def N_(sentence: str) -> str:  # noqa: N802 - the name that tools for translators know
    """Marks a sentence that is translated where it is shown."""
    return sentence


@cache
def translations(language: str) -> gettext.NullTranslations:
    """English needs none: the sentences in the sources are English."""
    file = LOCALE / f"{language}.po"
    if language not in LANGUAGES or not file.exists():
        return gettext.NullTranslations()
    compiled = BytesIO()
    with file.open("rb") as text:
        write_mo(compiled, read_po(text, locale=language))
    compiled.seek(0)
    return gettext.GNUTranslations(compiled)


def choose(wanted: Iterable[str]) -> str:
    """The first language that the pages speak."""
    spoken = (each.strip().partition("-")[0].lower() for each in wanted)
    return next((each for each in spoken if each in LANGUAGES), "en")


def of_browser(header: str) -> list[str]:
    """The languages of an Accept-Language header, the dearest first."""
    parts = [part.strip().partition(";q=") for part in header[:200].split(",")]
    return [name for name, _, weight in sorted(parts, key=lambda part: -_weight(part[2]))]


def _weight(text: str) -> float:
    try:
        return float(text or "1")
    except ValueError:
        return 0.0
