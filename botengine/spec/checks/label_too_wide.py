"""A label (button, row, tile, yes), in any language of the bot, is wider than its key: phones cut it."""

import unicodedata
from collections.abc import Iterator

from botengine.messages import COLUMNS, MAX_LABEL, pairs, widths
from botengine.spec.catalogues import translations
from botengine.spec.draft import Draft, Found
from botengine.spec.graph import first_steps
from botengine.spec.places import Place

SEVERITY = "warning"
SHARING = ("yes", "no", "next", "previous")  # two of them stand side by side
FITS = (0, 4, 9, 15, 21, 27, 34)  # letters, by columns: seen on a phone 360 points wide


def check(draft: Draft) -> Found:
    said, sizes = translations(draft.catalogues, draft.bot.language), dict(_sizes(draft))
    for use in draft.uses:
        columns, lines = sizes.get(use.place, (0, 0))
        most, source = FITS[columns] * lines, use.code.rstrip("\n")
        labels = [(f" in '{language}'", known[source]) for language, known in said.items() if source in known]
        for where, label in (("", source), *labels) if most else ():
            if "{{" not in label and most < _width(label) <= MAX_LABEL:
                room = f"{lines} lines of {columns} columns" if lines > 1 else f"{columns} columns"
                yield use.place, f"'{label}'{where} is wider than {room} ({most} letters)", "shorten it"


def _sizes(draft: Draft) -> Iterator[tuple[Place, tuple[int, int]]]:
    """Columns and lines of each label, by its place; of buttons that share rows those of the fullest."""
    everywhere, notices = draft.bot.everywhere, draft.bot.notices.values()
    for _, _, each in first_steps(draft.bot):
        if each:
            yield each.text.place, (each.columns or COLUMNS, 1)
    for buttons, columns in ((everywhere.bottom, widths), *((each.buttons, pairs) for each in notices)):
        narrow = min((width for n in range(len(buttons)) for width in columns(n + 1)), default=COLUMNS)
        yield from ((button.text.place, (narrow, 1)) for button in buttons)
    for screen in draft.bot.screens.values():
        if screen.listing and (row := screen.listing.row):
            yield row.text.place, (COLUMNS, 2 if screen.listing.carousel else 1)
            if row.button:
                yield row.button.place, (COLUMNS, 1)
    yield from ((everywhere.said[key].place, (COLUMNS // 2, 1)) for key in SHARING)


def _width(label: str) -> int:
    """Letters: an emoji is as wide as two, the marks behind it have no width."""
    kinds = [unicodedata.category(letter) for letter in label]
    return sum(2 if kind == "So" else kind not in ("Mn", "Cf") for kind in kinds)
