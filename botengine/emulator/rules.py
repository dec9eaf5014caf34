"""Which messages Viber takes: what its server refuses at once, and what its clients refuse later."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import PurePosixPath
from typing import Any
from urllib.parse import urlsplit

from botengine.errors import BotengineError

MAX_BODY = 30 * 1024  # bytes of any request
MAX_NAME = 28  # characters of a sender or contact
MAX_TRACKING = 4096  # characters; one page of the docs says 4000
MAX_LAT, MAX_LON = 90, 180
MAX_ROWS = 24  # of a keyboard; the clients cut it off or refuse it
BAD, MISSING, TOO_OLD, LEVEL_TOO_LOW = 3, 4, 13, 14

NEEDED = {
    "text": ("text",),
    "picture": ("media",),
    "video": ("media", "size"),
    "file": ("media", "size", "file_name"),
    "contact": ("contact",),
    "location": ("location",),
    "url": ("media",),
    "sticker": ("sticker_id",),
    "rich_media": ("rich_media",),
    "payment": ("payment",),
}
LONGEST = {  # characters
    "text": {"text": 7000},
    "picture": {"text": 768, "media": 2000},
    "video": {"media": 2000},
    "file": {"file_name": 256, "media": 2000},
    "url": {"media": 2000},
}
LARGEST = {"video": 26 * 2**20, "file": 50 * 2**20}  # bytes
SCRIPTS = re.compile(
    r".*\.(apk|app|bat|bin|cmd|com|csh|exe|ipa|jar|msi|ps1|run|scr|sh|vbs|wsf)", re.IGNORECASE | re.DOTALL
)
PICTURES = frozenset({".jpeg", ".jpg", ".png", ".gif"})
LEVELS = {  # min_api_version that a property of a keyboard or button asks for
    "CustomDefaultHeight": 3,
    "HeightScale": 3,
    "InternalBrowser": 3,
    "InputFieldState": 4,
    "TextPaddings": 4,
    "TextShouldFit": 6,
    "BgMediaScaleType": 6,
    "ImageScaleType": 6,
    "FavoritesMetadata": 6,
    "Map": 6,
    "Frame": 6,
    "MediaPlayer": 6,
}
LEVEL_OF_TYPE = {"payment": 10}  # the documentation's own carousel has min_api_version 1, so it passes
ACTIONS = (
    (1, ("reply", "open-url", "")),
    (3, ("location-picker", "share-phone", "none")),
    (6, ("open-map",)),
)


class RefusedError(BotengineError):
    """Viber does not take the request: a status (docs: "Error codes") and its text."""

    def __init__(self, status: int, text: str = "", **more: object) -> None:
        super().__init__(text)
        self.status, self.text, self.more = status, text, more


def check_message(message: Mapping[str, Any], *, welcome: bool = False) -> None:
    """What the server checks; raises RefusedError. A welcome message may do without a sender."""
    kind = message.get("type")
    if kind is None and "keyboard" not in message:
        raise RefusedError(MISSING, "missing field 'type'")
    if kind is not None and kind not in NEEDED:
        raise RefusedError(BAD, f"unknown message type '{kind}'; known: {', '.join(NEEDED)}")
    if not welcome:
        _check_sender(message.get("sender"))
    if kind:
        _check_content(str(kind), message)
    if len(str(message.get("tracking_data") or "")) > MAX_TRACKING:
        raise RefusedError(BAD, f"tracking_data is longer than {MAX_TRACKING} characters")
    level = int(_number(message.get("min_api_version", 1), "min_api_version"))
    if level < LEVEL_OF_TYPE.get(str(kind), 1):
        raise RefusedError(
            LEVEL_TOO_LOW, f"incompatibleWithVersion: {kind} needs min_api_version {LEVEL_OF_TYPE[str(kind)]}"
        )
    for name in ("keyboard", "rich_media"):
        if message.get(name) is not None:
            _check_block(message[name], name, level)


def _check_sender(sender: object) -> None:
    name = sender.get("name") if isinstance(sender, Mapping) else None
    if not name or not isinstance(name, str):
        raise RefusedError(MISSING, "missing field 'sender.name'")
    if len(name) > MAX_NAME:
        raise RefusedError(BAD, f"sender.name is longer than {MAX_NAME} characters")


def _check_content(kind: str, message: Mapping[str, Any]) -> None:
    for field in NEEDED[kind]:
        if message.get(field) in (None, "", {}):
            raise RefusedError(MISSING, f"missing field '{field}'")
    for field, most in LONGEST.get(kind, {}).items():
        value = message.get(field, "")
        if not isinstance(value, str) or len(value) > most:
            raise RefusedError(BAD, f"{field} must be a text of at most {most} characters")
    if kind in LARGEST and _number(message["size"], "size") > LARGEST[kind]:
        raise RefusedError(BAD, f"size is more than {LARGEST[kind]} bytes")
    if kind == "file" and SCRIPTS.fullmatch(message["file_name"]):
        raise RefusedError(BAD, "file_name has a forbidden extension")
    if kind == "location":
        _check_place(message["location"])
    if kind == "contact":
        _check_contact(message["contact"])


def _check_place(place: Mapping[str, Any]) -> None:
    for field, most in (("lat", MAX_LAT), ("lon", MAX_LON)):
        if (
            not isinstance(place, Mapping)
            or not -most <= _number(place.get(field), f"location.{field}") <= most
        ):
            raise RefusedError(BAD, f"location.{field} must be between -{most} and {most}")


def _check_contact(contact: Mapping[str, Any]) -> None:
    for field, most in (("name", MAX_NAME), ("phone_number", 18)):
        value = contact.get(field) if isinstance(contact, Mapping) else None
        if not isinstance(value, str) or not 0 < len(value) <= most:
            raise RefusedError(BAD, f"contact.{field} must be a text of 1 to {most} characters")


def _check_block(block: Mapping[str, Any], name: str, level: int) -> None:
    if not isinstance(block, Mapping):
        raise RefusedError(BAD, f"{name} is not valid. [instance type is not object]")
    missing = [
        field
        for field in ("Type", "Buttons")
        if field not in block and (name, field) != ("rich_media", "Type")
    ]
    if missing:
        raise RefusedError(BAD, _lacks(name, missing))
    buttons = block["Buttons"]
    if not isinstance(buttons, list) or not all(isinstance(each, Mapping) for each in buttons):
        raise RefusedError(BAD, f"{name} is not valid. [instance type is not array of objects]")
    if not buttons:
        text = "array is too short: must have at least 1 elements but instance has 0 elements"
        raise RefusedError(BAD, f"{name} is not valid. [{text}]")
    for button in buttons:
        _check_button(button, name, level)
    for field in {each for part in (block, *buttons) for each in part} & LEVELS.keys():
        if LEVELS[field] > level:
            raise RefusedError(
                LEVEL_TOO_LOW, f"incompatibleWithVersion: {field} needs min_api_version {LEVELS[field]}"
            )


def _check_button(button: Mapping[str, Any], name: str, level: int) -> None:
    if not button.get("ActionBody"):
        raise RefusedError(BAD, _lacks(name, ["ActionBody"]))
    known = [action for needs, actions in ACTIONS if needs <= level for action in actions]
    if (action := button.get("ActionType", "reply")) not in known:
        values = ",".join(f'"{each}"' for each in known if each) + ',""'
        wrong = f'instance value ("{action}") not found in enum (possible values: [{values}])'
        raise RefusedError(BAD, f"{name} is not valid. [{wrong}]")
    if name == "rich_media" and action in {"share-phone", "location-picker"}:
        raise RefusedError(BAD, f"rich_media is not valid. [{action} is allowed in keyboards only]")


def _lacks(name: str, fields: list[str]) -> str:
    listed = ",".join(f'"{field}"' for field in fields)
    return f"{name} is not valid. [object has missing required properties ([{listed}])]"


def _number(value: object, name: str) -> float:
    if isinstance(value, int | float | str) and not isinstance(value, bool):
        try:
            return float(value)
        except ValueError:
            pass
    raise RefusedError(BAD, f"{name} must be a number")


def client_complaints(message: Mapping[str, Any]) -> Iterator[str]:
    """Why a client cannot show a message that the server took: it comes back as a `failed` callback."""
    if message.get("type") == "picture" and _ending(message["media"]) not in PICTURES:
        yield "picture: the last part of the address must end in .jpeg, .jpg, .png or .gif"
    if message.get("type") == "file" and not _ending(message["media"]):
        yield "file: the last part of the address must have the file's ending"
    keyboard = message.get("keyboard") or {}
    for number, button in enumerate(keyboard.get("Buttons", []), 1):
        yield from (f"keyboard button {number}: {text}" for text in _button_complaints(button))
    if sum(_cells(each) for each in keyboard.get("Buttons", [])) > MAX_ROWS * 6:
        yield f"keyboard: more than {MAX_ROWS} rows"


def _button_complaints(button: Mapping[str, Any]) -> Iterator[str]:
    if not any(button.get(each) for each in ("Text", "BgMedia", "Image", "BgColor")):
        yield "needs a Text, BgMedia, Image or BgColor"
    for field, most in (("Columns", 6), ("Rows", 2)):
        if not re.fullmatch(f"[1-{most}]", str(button.get(field, 1))):
            yield f"{field} must be 1 to {most}"


def _cells(button: Mapping[str, Any]) -> int:
    columns, rows = str(button.get("Columns", 6)), str(button.get("Rows", 1))
    return int(columns) * int(rows) if columns.isdigit() and rows.isdigit() else 0


def _ending(address: str) -> str:
    return PurePosixPath(urlsplit(address).path.lower()).suffix
