"""Where buttons lie: Viber's grid packed as the clients do it, and labels without their tags."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

COLUMNS = 6
ROWS_OF_CARD = 7
SHOWN = {  # of a button: Viber's name -> ours
    "Image": "image", "BgMedia": "bg_media", "TextSize": "text_size", "TextHAlign": "text_h_align",
    "TextVAlign": "text_v_align", "TextOpacity": "text_opacity", "Silent": "silent", "Frame": "frame",
}  # fmt: skip


def plain(label: str) -> str:
    """The words of a label: no tags, entities read, white space joined."""
    without = re.sub(r"<[^<>]*>", "", re.sub(r"<br\s*/?>", " ", label, flags=re.IGNORECASE))
    return " ".join(html.unescape(without).split())


def pack(sizes: Sequence[tuple[int, int]], columns: int, height: int = 0) -> Iterator[tuple[int, int, int]]:
    """Places (card, row, column), from 0, for buttons of (columns, rows), in order.

    A button that does not fit begins the next row; beyond `height` rows, if given, the next card.
    """
    card, row, column = 0, 0, 0
    taken: set[tuple[int, int]] = set()
    for wide, high in sizes:
        cells = [(down, right) for down in range(high) for right in range(wide)]
        while column + wide > columns or any((row + down, column + right) in taken for down, right in cells):
            row, column = (row, column + 1) if column + wide < columns else (row + 1, 0)
        if height and row + high > height:
            card, row, column, taken = card + 1, 0, 0, set()
        taken |= {(row + down, column + right) for down, right in cells}
        yield card, row, column
        column += wide


def keyboard_view(keyboard: Mapping[str, Any]) -> dict[str, Any]:
    """A keyboard as the control API shows it: `{"rows": [[button]], "input", ...}`."""
    buttons = list(_buttons(keyboard, COLUMNS, 0, 1))
    return {
        "rows": _rows(buttons),
        "input": keyboard.get("InputFieldState") or "regular",
        "bg_color": keyboard.get("BgColor", ""),
        "default_height": bool(keyboard.get("DefaultHeight")),
    }


def cards_view(rich: Mapping[str, Any]) -> dict[str, Any]:
    """A carousel: `{"cards": [{"rows": [[button]]}], "columns", "rows", "bg_color"}`."""
    columns = _limited(rich.get("ButtonsGroupColumns"), COLUMNS, COLUMNS)
    height = _limited(rich.get("ButtonsGroupRows"), ROWS_OF_CARD, ROWS_OF_CARD)
    buttons = list(_buttons(rich, columns, height, height))
    cards = [
        {"rows": _rows([each for each in buttons if each["card"] == card])}
        for card in sorted({each["card"] for each in buttons})
    ]
    return {"cards": cards, "columns": columns, "rows": height, "bg_color": rich.get("BgColor", "")}


def _buttons(block: Mapping[str, Any], columns: int, height: int, rows: int) -> Iterator[dict[str, Any]]:
    given = block.get("Buttons") or []
    highest = height or 2
    sizes = [
        (_limited(each.get("Columns"), columns, columns), _limited(each.get("Rows"), rows, highest))
        for each in given
    ]
    places = pack(sizes, columns, height)
    for index, (button, (wide, high), (card, row, column)) in enumerate(
        zip(given, sizes, places, strict=True)
    ):
        place = {"index": index, "card": card, "row": row, "column": column, "columns": wide, "rows": high}
        yield {**place, **button_view(button)}


def button_view(button: Mapping[str, Any]) -> dict[str, Any]:
    """One button without its place."""
    label = str(button.get("Text") or "")
    return {
        "text": plain(label),
        "html": label,
        "action_type": button.get("ActionType") or "reply",
        "action_body": str(button.get("ActionBody", "")),
        "bg_color": button.get("BgColor", ""),
        **{ours: button[theirs] for theirs, ours in SHOWN.items() if theirs in button},
    }


def _rows(buttons: list[dict[str, Any]]) -> list[list[dict[str, Any]]]:
    starts = sorted({each["row"] for each in buttons})
    return [[each for each in buttons if each["row"] == start] for start in starts]


def _limited(value: object, default: int, most: int) -> int:
    try:
        return max(1, min(int(str(value)), most))  # numeric texts are taken, as by Viber
    except ValueError:
        return default
