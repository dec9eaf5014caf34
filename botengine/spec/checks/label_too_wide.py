"""A label, in one of the bot's languages, is wider than its button: a phone of usual size would cut it."""

import unicodedata
from collections.abc import Iterator

from botengine.messages import COLUMNS, MAX_LABEL, pairs, widths
from botengine.spec.catalogues import translations
from botengine.spec.draft import Draft, Found
from botengine.spec.moves import Text

SEVERITY = "warning"
FITS = (0, 4, 9, 15, 21, 27, 34)  # letters, by columns: seen on a phone 360 points wide


def check(draft: Draft) -> Found:
    notices = draft.bot.notices.values()
    shared = [(draft.bot.everywhere.bottom, widths), *((each.buttons, pairs) for each in notices)]
    narrowest = {
        id(button): min(width for n in range(len(buttons)) for width in columns(n + 1))
        for buttons, columns in shared
        for button in buttons
    }
    said = translations(draft.catalogues, draft.bot.language)
    for _, button in draft.buttons:
        columns = narrowest.get(id(button)) or button.columns or COLUMNS
        for language, label in _versions(button.text, said):
            if "{{" not in label and FITS[columns] < _width(label) <= MAX_LABEL:
                where = f" in '{language}'" if language else ""
                message = f"'{label}'{where} is wider than {columns} columns ({FITS[columns]} letters)"
                yield draft.span(button.place, "text"), message, "shorten it"


def _versions(text: Text, said: dict[str, dict[str, str]]) -> Iterator[tuple[str, str]]:
    yield "", text.source
    yield from ((language, known[text.source]) for language, known in said.items() if text.source in known)


def _width(label: str) -> int:
    """Letters: an emoji is as wide as two, the marks behind it have no width."""
    kinds = [unicodedata.category(letter) for letter in label]
    return sum(2 if kind == "So" else kind not in ("Mn", "Cf") for kind in kinds)
