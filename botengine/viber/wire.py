"""What Viber sends: a callback's bytes become an event; what is unknown does no harm."""

import hashlib
import json
import math
import re
from collections.abc import Mapping
from typing import Any

import msgspec

from botengine.events import (
    Attached,
    Event,
    Ignored,
    Located,
    Opened,
    Pressed,
    Profile,
    SendFailed,
    Shared,
    Subscribed,
    Typed,
    Unsubscribed,
)
from botengine.runtime.ports import Incoming, UnreadableError

PRESS = re.compile(r"~([A-Za-z0-9_-]{6,16})\.([0-9]{1,3})")  # what our buttons send, see keyboard.py
MAX_ID = 128  # characters: Viber's have 24
MAX_NAME = 200  # characters of a person's name; it is shown on pages and in texts
MAX_API_VERSION = 99  # a larger number is no version


class BadCallback(UnreadableError):  # noqa: N818 - says what it is
    """A callback could not be read: it is no JSON object as Viber's documentation describes it."""


class _Id(msgspec.Struct):
    id: str = ""


class Head(msgspec.Struct, frozen=True):
    """What the webhook must know before it stores a callback. `timestamp` is in milliseconds."""

    event: str
    timestamp: int = 0
    message_token: int | None = None
    user_id: str = ""
    sender: _Id | None = None
    user: _Id | None = None

    @property
    def person(self) -> str:
        """The id of the person whom it is about, "" if it is about nobody."""
        return (self.sender or self.user or _Id(self.user_id)).id

    @property
    def key(self) -> str:
        """The same for every repetition: `delivered` and `seen` carry the token of what was sent."""
        return f"{self.event}:{self.message_token}"


_HEADS = msgspec.json.Decoder(Head, strict=False)


def head(body: bytes) -> Head:
    """The few fields that the webhook needs. BadCallback if they cannot be had."""
    try:
        found = _HEADS.decode(body)
    except (msgspec.MsgspecError, UnicodeError, RecursionError) as problem:
        raise BadCallback(f"unreadable callback: {problem}") from problem
    if len(found.person) > MAX_ID or not found.person.isprintable():
        raise BadCallback(f"unreadable callback: the person's id is over {MAX_ID} characters, or unprintable")
    if found.message_token is None:  # then the bytes themselves must tell a repetition
        token = int.from_bytes(hashlib.sha256(body).digest()[:8])
        return msgspec.structs.replace(found, message_token=token)
    return found


def read(body: bytes) -> Incoming:
    """All that the bot understands of a callback. BadCallback where it is no callback at all."""
    found, data = head(body), _object(body)
    read_event = _READERS.get(found.event)
    event: Event = read_event(data) if read_event and found.person else Ignored(found.event)
    person = _mapping(data, "sender") or _mapping(data, "user")
    profile = _profile(found.person, person) if person and found.person else None
    return Incoming(event, profile)


def _object(body: bytes) -> Mapping[str, Any]:
    try:
        msgspec.json.decode(body)  # stricter than json: no NaN, no halves of surrogate pairs
        return dict(json.loads(body, object_pairs_hook=_unique))
    except (ValueError, RecursionError, msgspec.MsgspecError) as problem:
        raise BadCallback(f"unreadable callback: {problem}") from problem


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a name stands twice in one object")
    return found


# -- events


def _message(data: Mapping[str, Any]) -> Event:
    message = _mapping(data, "message")
    kind = _text(message, "type") or "unknown"
    if "chat_id" in data:
        return Ignored("chat_extension")  # written in another chat, where this bot has no say
    if kind == "text":
        return _written(_text(message, "text"), silent=data.get("silent") is True)
    if kind == "contact":
        return _contact(message)
    if kind == "location":
        return _location(_mapping(message, "location"))
    return Attached(kind, _text(message, "media"))


def _written(text: str, *, silent: bool) -> Event:
    """Only a button can be silent, so nothing that a person types is ever a press."""
    if not silent:
        return Typed(text)
    if press := PRESS.fullmatch(text):
        return Pressed(press[1], int(press[2]))
    return Ignored("opened_address") if text.startswith(("https://", "http://")) else Typed(text)


def _contact(message: Mapping[str, Any]) -> Event:
    contact = _mapping(message, "contact")
    phone = _text(contact, "phone_number")
    if not phone:
        return Attached("contact")  # desktop clients answer share-phone with an empty card
    return Shared(phone, _text(contact, "name"), _text(message, "text"))


def _location(place: Mapping[str, Any]) -> Event:
    lat, lon = _number(place.get("lat"), 90), _number(place.get("lon"), 180)
    return Attached("location") if lat is None or lon is None else Located(lat, lon)


def _opened(data: Mapping[str, Any]) -> Event:
    return Opened(_text(data, "context"), data.get("subscribed") is True)


def _failed(data: Mapping[str, Any]) -> Event:
    token = data.get("message_token")
    return SendFailed(token if isinstance(token, int) else 0, _text(data, "desc"))


_READERS = {
    "message": _message,
    "conversation_started": _opened,
    "subscribed": lambda _: Subscribed(),
    "unsubscribed": lambda _: Unsubscribed(),
    "failed": _failed,
}


# -- fields, whatever they turn out to be


def _profile(person: str, user: Mapping[str, Any]) -> Profile:
    version = _number(user.get("api_version"), MAX_API_VERSION)
    name = "".join(char if char.isprintable() else " " for char in _text(user, "name")[:MAX_NAME])
    return Profile(
        person,
        name.strip(),
        _text(user, "language"),
        _text(user, "country"),
        _text(user, "avatar"),
        max(int(version or 1), 1),
    )


def _mapping(data: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    value = data.get(name)
    return value if isinstance(value, Mapping) else {}


def _text(data: Mapping[str, Any], name: str) -> str:
    value = data.get(name)
    return value if isinstance(value, str) else ""


def _number(value: object, most: float) -> float | None:
    """A number from -most to most. Viber's own samples have numbers as texts."""
    try:
        number = float(value) if isinstance(value, int | float | str) and value is not True else math.nan
    except (ValueError, OverflowError):
        return None
    return number if abs(number) <= most else None  # NaN is not
