"""Files that actions answer: kept for a day, behind addresses that nobody can guess or forge."""

import hmac
import logging
import mimetypes
import re
import secrets
from base64 import urlsafe_b64encode
from collections.abc import Callable, Mapping
from dataclasses import fields, is_dataclass, replace
from typing import Any

from botengine.clock import Clock, SystemClock
from botengine.errors import MediaError
from botengine.messages import FORBIDDEN
from botengine.runtime.ports import Kept, Store
from botengine.values import File, Media, Outcome

log = logging.getLogger(__name__)
LIFETIME = 86_400.0  # seconds: what comes in the evening is opened in the morning
MAX_SIZE = 10 * 1024 * 1024  # bytes: tickets and charts have a hundredth; each is held in memory while read
NAME = r"(.{1,247})\.([A-Za-z0-9]{1,8})"  # Viber takes 256 characters, and looks at the ending
SHORT_NAME = 60  # characters of the name in an address
UNKNOWN_TYPE = "application/octet-stream"


class Publisher:
    """Gives one bot's files addresses. `base` is the bot's own; it may be told later.

    The token is a signature of person and file: the same file shown again keeps its address, and no link
    can be made, renamed or moved to another bot without the secret.
    """

    def __init__(
        self, store: Store, bot: str, secret: str = "", base: str = "", clock: Clock | None = None
    ) -> None:
        self.base = base
        self._store, self._bot, self._secret, self._clock = store, bot, secret, clock or SystemClock()

    def publish(self, user: str, file: File) -> Media:
        """Keep the file for this person. MediaError if it is no file that could be sent."""
        name, type_ = _address_name(file.name), _type_of(file)
        if not 0 < len(file.content) <= MAX_SIZE:
            raise MediaError(f"'{file.name}' has {len(file.content)} bytes; 1 to {MAX_SIZE} can be sent")
        if not self.base:
            raise MediaError("nobody could fetch the file: set BOTENGINE_PUBLIC_URL to the bot's own address")
        kept = Kept(user, replace(file, type=type_))
        token = self._token(kept)
        self._store.media.keep(self._bot, token, kept, self._clock.time() + LIFETIME).result()
        return Media(f"{self.base}/media/{token}/{name}", file.name, len(file.content), type_)

    def open(self, token: str, name: str) -> File | None:
        """The file of an address; None whatever is wrong with the address."""
        kept = self._store.media.find(self._bot, token)
        if kept and _address_name(kept.file.name) == name and hmac.compare_digest(self._token(kept), token):
            return kept.file
        return None

    def _token(self, kept: Kept) -> str:
        told = f"{self._bot}\0{kept.user}\0{kept.file.name}\0{kept.file.type}\0"
        signature = hmac.digest(self._key(), told.encode() + kept.file.content, "sha256")
        return urlsafe_b64encode(signature).decode().rstrip("=")

    def _key(self) -> bytes:
        if self._secret:
            return hmac.digest(self._secret.encode(), b"media", "sha256")
        key = self._store.meta(self._bot, "media-key")
        if key is None:
            self._store.set_meta(self._bot, "media-key", secrets.token_bytes(32)).result()
            return self._key()
        return key


Publish = Callable[[File], Media]


def published(outcome: Outcome, publish: Publish) -> Outcome:
    """The outcome with a Media for every File in its value; `failed` if one cannot be published."""
    try:
        return replace(outcome, value=_published(outcome.value, publish))
    except MediaError as problem:
        number = secrets.token_hex(3)
        log.error("an action's file cannot be sent, error %s: %s", number, problem)  # noqa: TRY400 - it explains itself
        return Outcome("failed", number)


def _published(value: Any, publish: Publish) -> Any:
    if isinstance(value, File):
        return publish(value)
    if isinstance(value, Mapping):
        return {name: _published(each, publish) for name, each in value.items()}
    if type(value) in (list, tuple):
        return type(value)(_published(each, publish) for each in value)
    if is_dataclass(value) and not isinstance(value, type):
        old = {each.name: getattr(value, each.name) for each in fields(value) if each.init}
        new = {name: _published(each, publish) for name, each in old.items()}
        changed = {name: each for name, each in new.items() if each is not old[name]}
        return replace(value, **changed) if changed else value
    return value


def _address_name(name: str) -> str:
    """The name as the end of an address: letters and digits, and the ending, which Viber looks at."""
    found = re.fullmatch(NAME, name)
    if not found or not name.isprintable():
        raise MediaError(f"'{name}' needs a name with an ending, like tickets.pdf")
    stem, ending = found[1], found[2].lower()
    if f".{ending}" in FORBIDDEN:
        raise MediaError(f"'{name}' can be run, and Viber takes no programs")
    plain = re.sub(r"[^A-Za-z0-9_]+", "-", stem[:SHORT_NAME]).strip("-")
    return f"{plain or 'file'}.{ending}"


def _type_of(file: File) -> str:
    type_ = file.type or mimetypes.guess_type(file.name)[0] or UNKNOWN_TYPE
    if not re.fullmatch(r"[\w.+-]+/[\w.+-]+", type_, re.ASCII):
        raise MediaError(f"'{type_}' is no media type, like image/png")
    return type_
