"""The pages' translations: sentences found in the sources, and written into botengine/web/locale/*.po."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po, write_po

from botengine.viber.activation import ADVICE
from botengine.viber.errors import BY_STATUS, UnreachableError, ViberError
from botengine.viber.hints import HINTS, SILENT

REFUSALS = (  # what the calls of an activation can be answered with
    UnreachableError,
    ViberError,
    *(BY_STATUS[status] for status in (2, 3, 4, 7, 8, 9, 12, 15)),
)
WEB = Path(__file__).parents[2] / "botengine" / "web"
LANGUAGES = ("de", "ru", "uk")
METHODS = [("**.py", "python"), ("templates/**.html", "jinja2")]
KEYWORDS = {"_": None, "N_": None, "gettext": None, "ngettext": (1, 2)}
HEAD = ("Language:", "Plural-Forms", "MIME-Version", "Content-Type", "Content-Transfer-Encoding")


def found() -> Catalog:
    """All sentences of the pages, with the files they are in."""
    made = Catalog()
    options = {"templates/**.html": {"trimmed": "true", "silent": "false"}}
    for file, _line, sentence, _comments, _context in extract_from_dir(WEB, METHODS, options, KEYWORDS):
        made.add(sentence, locations=[(file, 0)])
    for sentence in {*ADVICE, *HINTS.values(), SILENT, *(kind().advice for kind in REFUSALS)}:
        made.add(" ".join(sentence.split()), locations=[("../viber", 0)])
    return made


def kept(language: str) -> Catalog:
    file = WEB / "locale" / f"{language}.po"
    return read_po(BytesIO(file.read_bytes()), locale=language) if file.exists() else Catalog(locale=language)


def renewed(language: str) -> str:
    """The .po file with exactly the sentences of today; those that are gone are dropped."""
    old = kept(language)
    old.fuzzy, old.header_comment = False, ""
    old.update(found(), no_fuzzy_matching=True, update_creation_date=False)
    old.obsolete.clear()
    out = BytesIO()
    write_po(out, old, width=0, include_lineno=False, sort_output=True)
    head, blank, body = out.getvalue().decode().lstrip("\n").partition("\n\n")
    lines = [line for line in head.split("\n") if not line.startswith('"') or line[1:].startswith(HEAD)]
    return "\n".join(lines) + blank + body


def renew() -> None:
    for language in LANGUAGES:
        (WEB / "locale" / f"{language}.po").write_text(renewed(language), encoding="utf-8")
