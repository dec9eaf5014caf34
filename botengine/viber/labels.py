"""Texts as Viber counts and marks them: lengths in UTF-16 units, labels in its small HTML."""

from html import escape

from botengine.messages import MAX_LABEL
from botengine.viber.theme import Look


def worded(text: str, look: Look, most: int = MAX_LABEL, *, titled: bool = False) -> dict[str, str]:
    """The fields of a button that are about its text."""
    return {
        "Text": label_of(text, look, most, titled=titled), "TextSize": look.size, "TextHAlign": look.align,
        "TextVAlign": "middle", "BgColor": look.background,
    }  # fmt: skip


def label_of(text: str, look: Look, most: int = MAX_LABEL, *, titled: bool = False) -> str:
    """The label as Viber's small HTML; cut so that the tags themselves are never cut by Viber.

    `titled`: the first line is bold.
    """
    for size in range(min(most, len(text)), -1, -1):
        plain = escape(crop(text, size) if size < len(text) else text, quote=False)
        title, line, rest = plain.partition("\n") if titled else (plain, "", "")
        bold = f"<b>{title}</b>{line}{rest}" if look.bold or titled else plain
        marked = f'<font color="{look.text}">{bold}</font>'.replace("\n", "<br>")
        if length(marked) <= MAX_LABEL:
            return marked
    return ""


# -- lengths as Java counts them: in UTF-16 units


def length(text: str) -> int:
    return len(text) if text.isascii() else len(text.encode("utf-16-le", "replace")) // 2


def crop(text: str, most: int) -> str:
    """The text, or its beginning and "…", in at most so many UTF-16 units."""
    if length(text) <= most:
        return text
    kept = text.encode("utf-16-le", "replace")[: 2 * (most - 1)] if most > 1 else b""
    return kept.decode("utf-16-le", "ignore").rstrip() + "…"  # "ignore" drops half an emoji at the end
