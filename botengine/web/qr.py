"""QR codes, as SVG inside the page. The door to segno."""

from __future__ import annotations

import segno
from markupsafe import Markup


def picture(text: str, title: str = "") -> Markup:
    """Black on white in every theme: dark codes cannot be read by all phones."""
    code = segno.make(text, error="m", micro=False)
    drawn = code.svg_inline(scale=5, border=3, dark="#000", light="#fff", title=title or None, omitsize=True)
    return Markup(drawn)  # noqa: S704 - made by segno, which escapes the title
