"""Translations of what is said outside of flows: sentences of the sources, written into locale/*.po."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po, write_po

from botengine.viber.activation import ADVICE
from botengine.viber.errors import BY_STATUS, RefusedError, UnreachableError
from botengine.viber.hints import HINTS, SILENT

ROOT = Path(__file__).parents[1]
METHODS = [("**.py", "python"), ("templates/**.html", "jinja2")]
OPTIONS = {"templates/**.html": {"trimmed": "true", "silent": "false"}}
HEAD = ("Language:", "Plural-Forms", "MIME-Version", "Content-Type", "Content-Transfer-Encoding")
REFUSALS = (  # what the calls of an activation can be answered with
    UnreachableError,
    RefusedError,
    *(BY_STATUS[status] for status in (2, 3, 4, 7, 8, 9, 12, 15)),
)
ADVICES = {*ADVICE, *HINTS.values(), SILENT, *(kind().advice for kind in REFUSALS)}


@dataclass(frozen=True)
class Room:
    """A folder with sources and their translations. `calls`: functions whose texts are translated."""

    folder: str
    calls: tuple[str, ...]  # of one text; `ngettext` and `several` take the forms of a plural
    languages: tuple[str, ...]
    besides: Iterable[str] = ()  # sentences of elsewhere that are shown here

    @property
    def path(self) -> Path:
        return ROOT / self.folder

    def found(self) -> Catalog:
        """All sentences, with the files they are in."""
        made = Catalog()
        keywords = {**dict.fromkeys(self.calls), "ngettext": (1, 2), "several": (1, 2)}
        for file, _line, text, _comments, _context in extract_from_dir(self.path, METHODS, OPTIONS, keywords):
            made.add(text, locations=[(file, 0)])
        for sentence in self.besides:
            made.add(" ".join(sentence.split()), locations=[("../viber", 0)])
        return made

    def file(self, language: str) -> Path:
        return self.path / "locale" / f"{language}.po"

    def kept(self, language: str) -> Catalog:
        file = self.file(language)
        return read_po(BytesIO(file.read_bytes()), locale=language) if file.exists() else Catalog(language)

    def renewed(self, language: str) -> str:
        """The .po file with exactly the sentences of today; those that are gone are dropped."""
        old = self.kept(language)
        old.fuzzy, old.header_comment = False, ""
        old.update(self.found(), no_fuzzy_matching=True, update_creation_date=False)
        old.obsolete.clear()
        out = BytesIO()
        write_po(out, old, width=0, include_lineno=False, sort_output=True)
        head, blank, body = out.getvalue().decode().lstrip("\n").partition("\n\n")
        lines = [line for line in head.split("\n") if not line.startswith('"') or line[1:].startswith(HEAD)]
        return "\n".join(lines) + blank + body

    def renew(self) -> None:
        for language in self.languages:
            self.file(language).write_text(self.renewed(language), encoding="utf-8")


WEB = Room("botengine/web", ("_", "N_", "gettext"), ("de", "ru", "uk"), ADVICES)  # its sources are English
SHOP = Room("actions/shop", ("words", "N_"), ("en", "ru", "uk"))  # its sources are German
