"""What Viber gets: a Message with its buttons as JSON, within Viber's limits and the person's version."""

import logging
from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import urlsplit

import msgspec

from botengine.messages import MAX_LABEL, MAX_TEXT, Key, Keyboard, Message
from botengine.runtime.ports import Refused
from botengine.viber.carousel import carousel
from botengine.viber.labels import crop, length, worded
from botengine.viber.theme import BACKGROUND, RADIUS, Theme

log = logging.getLogger(__name__)

MAX_JSON = 30_000  # bytes: Viber refuses requests over 30 KB
ENVELOPE = 600  # bytes of them for receiver and sender
MAX_CAPTION = 512  # characters under a picture: 768 in newer documents, 512 in older ones
MAX_SENDER = 28  # characters of the sender's name
MAX_FILE = 50 * 1024 * 1024  # bytes
MAX_ADDRESS = 2000  # characters of a link
SHORT_LABEL = 60  # characters: what labels are cut to where the whole is too long
MAX_KNOWN = 7  # the highest version of any field used here, rich texts and frames included
ACTIONS = {
    "press": "reply",
    "tile": "reply",
    "url": "open-url",
    "share_phone": "share-phone",
    "location": "location-picker",
}
LEVELS = {  # the api_version that a field or value needs; all others are as old as Viber's keyboards
    "InputFieldState": 4, "TextPaddings": 4, "Frame": 6,
    "share-phone": 3, "location-picker": 3, "rich_media": 2,
}  # fmt: skip


class UnsendableError(Refused):
    """Viber would not take this message."""


def payloads(message: Message, name: str, theme: Theme, api_version: int = MAX_KNOWN) -> list[dict[str, Any]]:
    """One body of `send_message` (without receiver) for each bubble, each with the keyboard.

    `name` is shown above the messages. Features that the person's `api_version` lacks are left out.
    UnsendableError where Viber would refuse.
    """
    head: dict[str, Any] = {"sender": {"name": crop(name or "Bot", MAX_SENDER)}}
    board, tiles = _dealt(message.keyboard, api_version)
    tiles = tiles if message.carousel else ()
    bodies = [head | bubble for bubble in _bubbles(message)]
    if tiles:
        bodies.append(head | {"type": "rich_media", "rich_media": carousel(tiles, theme)})
    if not bodies and not board:
        raise UnsendableError("the message is empty: it has no text, no media and no keyboard")
    return [_fitted(body, board, theme, api_version) for body in bodies or [head]]


def _dealt(board: Keyboard | None, api_version: int) -> tuple[Keyboard | None, Sequence[Key]]:
    """The keyboard, and the tiles of a carousel; old devices have them as rows of the keyboard."""
    tiles = [key for key in board.keys if key.kind == "tile"] if board else []
    if not board or not tiles or api_version < LEVELS["rich_media"]:
        return board, ()
    return Keyboard(tuple(key for key in board.keys if key.kind != "tile"), board.input), tiles


def _bubbles(message: Message) -> list[dict[str, Any]]:
    """A picture carries its text as caption, unless that is too long; a file comes after its text."""
    captioned = bool(message.picture) and length(message.text) <= MAX_CAPTION
    bubbles: list[dict[str, Any]] = []
    if message.picture:
        caption = message.text if captioned else ""
        bubbles.append({"type": "picture", "text": caption, "media": _address(message.picture)})
    if message.text and not captioned:
        bubbles.append({"type": "text", "text": _text(message.text)})
    if message.file:
        bubbles.append(_file(message))
    return bubbles


def _text(text: str) -> str:
    if length(text) > MAX_TEXT:
        log.warning("a text of %d characters is cut to %d", length(text), MAX_TEXT)
    return crop(text, MAX_TEXT)


def _file(message: Message) -> dict[str, Any]:
    """Viber wants to know a file's size; one of unknown size can only be linked to."""
    name = message.file_name or urlsplit(message.file).path.rpartition("/")[2]
    if not message.file_size:
        return {"type": "url", "media": _address(message.file)}
    if message.file_size > MAX_FILE:
        raise UnsendableError(f"'{name}' has {message.file_size} bytes; Viber takes {MAX_FILE}")
    return {"type": "file", "media": _address(message.file), "size": message.file_size, "file_name": name}


def _address(address: str) -> str:
    if not address.startswith(("https://", "http://")) or len(address) > MAX_ADDRESS:
        raise UnsendableError(f"'{address[:80]}' is no web address that Viber can open")
    return address


# -- fitting into 30 KB


def _fitted(
    body: Mapping[str, Any], keyboard: Keyboard | None, theme: Theme, api_version: int
) -> dict[str, Any]:
    """The body with its keyboard; what decorates goes first, then long labels, the text last."""
    for level, label in ((api_version, MAX_LABEL), (1, MAX_LABEL), (1, SHORT_LABEL)):
        whole = _with_keyboard(body, keyboard, theme, level, label)
        excess = len(msgspec.json.encode(whole)) + ENVELOPE - MAX_JSON
        if excess <= 0:
            return whole
    whole["text"] = _shortened(whole.get("text", ""), excess)
    return whole


def _shortened(text: str, excess: int) -> str:
    """The text, so many bytes shorter when written as JSON. UnsendableError if it is not that long."""
    sizes = [len(msgspec.json.encode(char)) - 2 for char in text]
    keep = len(text)
    while keep and excess > -len("…".encode()):
        keep -= 1
        excess -= sizes[keep]
    if not keep:
        raise UnsendableError("the keyboard alone is over 30 KB; show fewer buttons or shorter addresses")
    log.warning("a text of %d characters is cut to %d: with its keyboard it is over 30 KB", len(text), keep)
    return text[:keep] + "…"


def _with_keyboard(
    body: Mapping[str, Any], keyboard: Keyboard | None, theme: Theme, api_version: int, label: int
) -> dict[str, Any]:
    keys = [_button(key, theme, label) for key in keyboard.keys] if keyboard else []
    fitting = [_known(key, api_version) for key in keys if LEVELS.get(key["ActionType"], 1) <= api_version]
    level = LEVELS.get(body.get("type", ""), 0)
    if not keyboard or not fitting:
        return {**body, "min_api_version": level} if level else dict(body)
    board: dict[str, Any] = {"Type": "keyboard", "BgColor": BACKGROUND, "Buttons": fitting}
    if keyboard.input != "regular":
        board["InputFieldState"] = keyboard.input
    return {
        **body,
        "keyboard": (board := _known(board, api_version)),
        "min_api_version": max(level, _level(board)),
    }


def _known(fields: Mapping[str, Any], api_version: int) -> dict[str, Any]:
    return {name: value for name, value in fields.items() if LEVELS.get(name, 1) <= api_version}


def _level(board: Mapping[str, Any]) -> int:
    """The lowest min_api_version that allows everything used."""
    used = {*board, *(name for button in board["Buttons"] for name in (*button, button["ActionType"]))}
    return max(LEVELS.get(name, 1) for name in used)


# -- buttons


def _button(key: Key, theme: Theme, label: int) -> dict[str, Any]:
    look = theme[key.style]
    width, colour = (1, look.border) if look.border else (0, look.background)
    button = {
        "Columns": key.columns, "Rows": key.rows,
        "ActionType": ACTIONS[key.kind], "ActionBody": _address(key.body) if key.kind == "url" else key.body,
        **worded(key.label, look, label),
        "Frame": {"BorderWidth": width, "BorderColor": colour, "CornerRadius": RADIUS},
    }  # fmt: skip
    if key.picture:
        button["Image"] = _address(key.picture)
    if key.comes_back or key.kind == "url":
        button["Silent"] = True  # else the chat fills with the labels of pressed buttons
    if look.align == "left":
        button["TextPaddings"] = [4, 12, 4, 12]  # the same whichever of Viber's two documented orders holds
    return button
