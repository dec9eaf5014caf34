"""Which messages Viber takes: what its server refuses at once, and what its clients refuse later."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import PurePosixPath
from typing import Any
from urllib.parse import urlsplit

from botengine.errors import BotengineError

MAX_BODY = 30 * 1024  # bytes of any request
MAX_ROWS = 24  # of a keyboard
BAD, MISSING, TOO_OLD, LEVEL_TOO_LOW = 3, 4, 13, 14
PLACE = {"location.lat": (-90, 90), "location.lon": (-180, 180)}

# What a type must have, or may have (?): the most characters of a text, the range of a number, or any value.
Limits = Mapping[str, int | tuple[int, int] | None]
COMMON: Limits = {"tracking_data?": 4096, "min_api_version?": (1, 99)}  # one page of the docs says 4000
FIELDS: Mapping[str, Limits] = {
    "text": {"text": 7000},
    "picture": {"media": 2000, "text?": 768},
    "video": {"media": 2000, "size": (0, 26 * 2**20)},
    "file": {"media": 2000, "size": (0, 50 * 2**20), "file_name": 256},
    "contact": {"contact.name": 28, "contact.phone_number": 18},
    "location": PLACE,
    "url": {"media": 2000},
    "sticker": {"sticker_id": (0, 2**53)},
    "rich_media": {"rich_media": None},
    "payment": {"payment": None},
}
SCRIPTS = re.compile(r".*\.(apk|bat|bin|cmd|com|csh|exe|ipa|jar|msi|ps1|run|scr|sh|vbs|wsf)", re.IGNORECASE)
PICTURES = frozenset({".jpeg", ".jpg", ".png", ".gif"})
LEVELS = {  # min_api_version that a property of a keyboard or button asks for
    "CustomDefaultHeight": 3, "HeightScale": 3, "InternalBrowser": 3, "InputFieldState": 4, "TextPaddings": 4,
    "TextShouldFit": 6, "BgMediaScaleType": 6, "ImageScaleType": 6, "FavoritesMetadata": 6, "Map": 6,
    "Frame": 6, "MediaPlayer": 6,
}  # fmt: skip
PAYMENT_LEVEL = 10  # of all types only this: the documentation's own carousel has min_api_version 1
ACTIONS = ((1, ("reply", "open-url")), (3, ("location-picker", "share-phone", "none")), (6, ("open-map",)))


class RefusedError(BotengineError):
    """Viber does not take the request: a status (docs: "Error codes"), its text, more fields."""

    def __init__(self, status: int, text: str, **more: object) -> None:
        super().__init__(text)
        self.status, self.text, self.more = status, text, more


def check_message(message: Mapping[str, Any], *, welcome: bool = False) -> None:
    """What the server checks; raises RefusedError. A welcome message may do without a sender."""
    kind = message.get("type")
    if kind is None and "keyboard" not in message:
        raise RefusedError(MISSING, "missing field 'type'")
    if kind is not None and kind not in [*FIELDS]:
        raise RefusedError(BAD, f"unknown message type '{kind}'; known: {', '.join(FIELDS)}")
    check_fields(
        message, {**({} if welcome else {"sender.name": 28}), **COMMON, **FIELDS.get(kind or "", {})}
    )
    if kind == "file" and SCRIPTS.fullmatch(message["file_name"]):
        raise RefusedError(BAD, "file_name has a forbidden extension")
    level = int(float(message.get("min_api_version") or 1))
    if kind == "payment" and level < PAYMENT_LEVEL:
        raise _too_low("payment", PAYMENT_LEVEL)
    for name in ("keyboard", "rich_media"):
        if message.get(name) is not None:
            _check_block(message[name], name, level)


def check_fields(message: Mapping[str, Any], limits: Limits) -> None:
    """Presence, kind and size of fields, `a.b` being b inside a; raises RefusedError."""
    for key, limit in limits.items():
        name, value = key.rstrip("?"), message
        for part in name.split("."):
            value = value.get(part, "") if isinstance(value, Mapping) else ""
        if value in (None, "", {}):
            if key == name:
                raise RefusedError(MISSING, f"missing field '{name}'")
        elif isinstance(limit, tuple) and not limit[0] <= _number(value) <= limit[1]:
            raise RefusedError(BAD, f"{name} must be a number from {limit[0]} to {limit[1]}")
        elif isinstance(limit, int) and not (isinstance(value, str) and len(value) <= limit):
            raise RefusedError(BAD, f"{name} must be a text of at most {limit} characters")


def _number(value: object) -> float:
    """Numeric texts are taken, as by Viber; anything else is out of every range."""
    try:
        return float(str(value))
    except ValueError:
        return float("nan")


def _check_block(block: Mapping[str, Any], name: str, level: int) -> None:
    if not isinstance(block, Mapping):
        raise _not_valid(name, "instance type is not object")
    needed = ("Type", "Buttons") if name == "keyboard" else ("Buttons",)
    if missing := [field for field in needed if field not in block]:
        raise _not_valid(name, _lacks(missing))
    buttons = block["Buttons"]
    if not isinstance(buttons, list) or not all(isinstance(each, Mapping) for each in buttons):
        raise _not_valid(name, "instance type is not array of objects")
    if not buttons:
        raise _not_valid(
            name, "array is too short: must have at least 1 elements but instance has 0 elements"
        )
    for button in buttons:
        _check_button(button, name, level)
    for field in {each for part in (block, *buttons) for each in part} & LEVELS.keys():
        if LEVELS[field] > level:
            raise _too_low(field, LEVELS[field])


def _check_button(button: Mapping[str, Any], name: str, level: int) -> None:
    if not button.get("ActionBody"):
        raise _not_valid(name, _lacks(["ActionBody"]))
    known = [*(action for needs, actions in ACTIONS if needs <= level for action in actions), ""]
    if (action := button.get("ActionType", "reply")) not in known:
        values = ",".join(f'"{each}"' for each in known)
        raise _not_valid(name, f'instance value ("{action}") not found in enum (possible values: [{values}])')
    if name == "rich_media" and action in {"share-phone", "location-picker"}:
        raise _not_valid(name, f"{action} is allowed in keyboards only")


def _not_valid(name: str, why: str) -> RefusedError:
    return RefusedError(BAD, f"{name} is not valid. [{why}]")


def _lacks(fields: list[str]) -> str:
    listed = ",".join(f'"{field}"' for field in fields)
    return f"object has missing required properties ([{listed}])"


def _too_low(what: str, level: int) -> RefusedError:
    return RefusedError(LEVEL_TOO_LOW, f"incompatibleWithVersion: {what} needs min_api_version {level}")


def client_complaints(message: Mapping[str, Any]) -> Iterator[str]:
    """Why a client cannot show a message that the server took: it comes back as a `failed` callback."""
    ending = PurePosixPath(urlsplit(str(message.get("media", ""))).path.lower()).suffix
    if message.get("type") == "picture" and ending not in PICTURES:
        yield "picture: the last part of the address must end in .jpeg, .jpg, .png or .gif"
    if message.get("type") == "file" and not ending:
        yield "file: the last part of the address must have the file's ending"
    cells, buttons = 0.0, (message.get("keyboard") or {}).get("Buttons", [])
    for number, button in enumerate(buttons, 1):
        if not any(button.get(each) for each in ("Text", "BgMedia", "Image", "BgColor")):
            yield f"keyboard button {number} needs a Text, BgMedia, Image or BgColor"
        columns, rows = _number(button.get("Columns", 6)), _number(button.get("Rows", 1))
        if not (1 <= columns <= 6 and 1 <= rows <= 2):  # noqa: PLR2004 - of the grid
            yield f"keyboard button {number} must have 1 to 6 Columns, 1 or 2 Rows"
        cells += columns * rows
    if cells > MAX_ROWS * 6:
        yield f"keyboard: more than {MAX_ROWS} rows"
