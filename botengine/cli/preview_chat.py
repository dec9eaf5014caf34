"""The chat of a phone of `botengine preview`: texts, pictures, files, carousels; and the keys below it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from html import escape

from botengine.messages import Key, Message

MARKS = {"*": "b", "_": "i", "~": "s"}
MARKED = re.compile(r"(?<!\w)([*_~])(?=[^\s\u2060])(.+?)(?<=[^\s\u2060])\1(?!\w)")
PICTURE = '<div class="picture">🖼</div>'  # nothing is fetched: the page needs no network
TIME = "<time>19:30</time>"


def bubbles(message: Message, keys: Sequence[Key]) -> str:
    """The message, from top to bottom."""
    return "".join(_bubbles(message, [key for key in keys if key.kind == "tile"]))


def keyboard(keys: Sequence[Key]) -> str:
    """All keys that are not in the chat."""
    shown = "".join(_key(key) for key in keys if key.kind != "tile")
    return f'<div class="keyboard">{shown}</div>' if shown else ""


def _bubbles(message: Message, tiles: Sequence[Key]) -> Iterator[str]:
    text = _text(message.text)
    if message.picture:
        yield f'<div class="bubble media">{PICTURE}{text}{TIME}</div>'
    elif text:
        yield f'<div class="bubble">{text}{TIME}</div>'
    if message.file:
        ending = message.file_name.rpartition(".")[2][:4]
        name = f"<b>{escape(ending)}</b> {escape(message.file_name)}"
        yield f'<div class="bubble file">{name}{TIME}</div>'
    if tiles:
        yield f'<div class="carousel">{"".join(map(_tile, tiles))}</div>'


def _tile(tile: Key) -> str:
    title, _, rest = tile.label.partition("\n")
    action = f'<div class="key primary">{escape(tile.action)}</div>' if tile.action else ""
    words = f"<span><b>{escape(title)}</b> {escape(rest)}</span>"
    return f'<div class="tile row">{PICTURE if tile.picture else ""}{words}{action}</div>'


def _key(key: Key) -> str:
    picture = "<i>🖼</i> " if key.picture else ""
    width = f"grid-column:span {key.columns}"
    return f'<div class="key {key.style}" style="{width}">{picture}{escape(key.label)}</div>'


def _text(text: str) -> str:
    """A text with Viber's marks as HTML."""
    whole = MARKED.sub(lambda m: f"<{MARKS[m[1]]}>{m[2]}</{MARKS[m[1]]}>", escape(text))
    return re.sub(r"```(.+?)```", r"<code>\1</code>", whole, flags=re.DOTALL)
