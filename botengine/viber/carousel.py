"""Carousels: tiles as Viber's rich media, cards of 6 columns and at most 7 rows, all of one height."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

from botengine.messages import COLUMNS, MAX_TILES, Key
from botengine.viber.labels import worded
from botengine.viber.theme import Theme

PICTURE, TEXT, ACTION = 4, 2, 1  # rows of a card; together 7, the most


def carousel(tiles: Sequence[Key], theme: Theme) -> dict[str, Any]:
    """The `rich_media` of a message. Wherever a tile is tapped, its body comes back."""
    pictures, actions = any(tile.picture for tile in tiles), any(tile.action for tile in tiles)
    rows = PICTURE * pictures + TEXT + ACTION * actions
    return {
        "Type": "rich_media",
        "ButtonsGroupColumns": COLUMNS,
        "ButtonsGroupRows": rows,
        "BgColor": theme["row"].background,
        "Buttons": [part for tile in tiles[:MAX_TILES] for part in _card(tile, theme, rows)],
    }


def _card(tile: Key, theme: Theme, rows: int) -> Iterator[dict[str, Any]]:
    """Picture, text, and what a tap does; what a tile does not have leaves its rows to the text."""
    left = rows - PICTURE * bool(tile.picture) - ACTION * bool(tile.action)
    if tile.picture:
        yield {**_part(tile, PICTURE), "Image": tile.picture}
    yield _part(tile, left) | worded(tile.label, replace(theme["row"], align="left"), titled=True)
    if tile.action:
        yield _part(tile, ACTION) | worded(tile.action, theme["primary"])


def _part(tile: Key, rows: int) -> dict[str, Any]:
    return {
        "Columns": COLUMNS, "Rows": rows, "ActionType": "reply", "ActionBody": tile.body, "Silent": True,
    }  # fmt: skip
