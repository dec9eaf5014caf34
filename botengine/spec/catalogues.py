"""Translations: `flows/locale/*.po`, gettext's own format, read and written through Babel."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from io import StringIO
from pathlib import Path
from typing import TYPE_CHECKING

from botengine.spec.places import Place
from botengine.spec.problems import Problem
from botengine.spec.wording import WORDS

if TYPE_CHECKING:
    from babel.messages.catalog import Catalog


LOCALE = "flows/locale"
JOINT = "\0"  # between the forms of a plural, as in gettext's .mo files


@dataclass(frozen=True, slots=True)
class Entry:
    """One translation. `source` and `translation`: the forms of a plural are joined by JOINT."""

    source: str
    translation: str  # "" where a form is missing
    place: Place
    fuzzy: bool = False


@dataclass(frozen=True)
class Catalogue:
    """A .po file as read. `flaw`: why it cannot be read."""

    file: str
    text: str
    entries: tuple[Entry, ...] = ()
    flaw: Problem | None = None

    @cached_property
    def sources(self) -> frozenset[str]:
        return frozenset(each.source for each in self.entries)


def read_catalogues(directory: Path) -> Mapping[str, Catalogue]:
    """The translations of a bot's directory by language. Never raises for what is in the files."""
    files = sorted((directory / LOCALE).glob("*.po"))
    return {file.stem: _read(file) for file in files if file.is_file()}


def translations(catalogues: Mapping[str, Catalogue], home: str) -> dict[str, dict[str, str]]:
    """What the Renderer needs: language -> source -> translation; fuzzy ones do not count.

    `home` is the language of the flows: where they leave the engine's own words, those are translated too.
    """
    return {
        language: own_words(home, language)
        | {each.source: each.translation for each in known.entries if each.translation and not each.fuzzy}
        for language, known in catalogues.items()
    }


def own_words(home: str, language: str) -> dict[str, str]:
    """The engine's own words in the home language, with what they are in the other (if it speaks that)."""
    if language not in WORDS:
        return {}
    return {word: WORDS[language][key] for key, word in WORDS.get(home, WORDS["en"]).items()}


def _read(file: Path) -> Catalogue:
    from babel.messages.pofile import PoFileError, read_po

    name, raw = f"{LOCALE}/{file.name}", file.read_bytes()
    text = raw.decode("utf-8", "replace")
    places = [Place(name, number, 1, len(line)) for number, line in enumerate(text.split("\n"), 1)]
    try:
        raw.decode("utf-8")
        found = read_po(StringIO(text), locale=file.stem, abort_invalid=True)
        return Catalogue(name, text, tuple(_entries(found, places)))
    except PoFileError as error:
        place, why = places[error.lineno], str(error).partition(" on ")[0]
    except Exception as error:  # noqa: BLE001 - unknown languages, odd bytes: Babel raises many things
        place, why = places[0], f"{type(error).__name__}: {error}"
    flaw = Problem("wrong-translation", place, f"cannot be read: {why}", "mend the file")
    return Catalogue(name, text, flaw=flaw)


def _entries(found: Catalog, places: Sequence[Place]) -> Iterable[Entry]:
    for message in found:
        if message.id:
            forms = _forms(message.string)
            translation = JOINT.join(forms) if all(forms) else ""
            place = places[(message.lineno or 1) - 1]
            yield Entry(JOINT.join(_forms(message.id)), translation, place, message.fuzzy)


def _forms(text: str | Sequence[str] | None) -> tuple[str, ...]:
    return (text or "",) if text is None or isinstance(text, str) else tuple(text)
