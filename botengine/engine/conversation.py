"""What lasts of a chat between two turns: a small, versioned snapshot."""

from __future__ import annotations

import logging
from typing import Any

import msgspec

from botengine.errors import SnapshotError
from botengine.messages import Key, Keyboard

log = logging.getLogger(__name__)
VERSION = 1
NEW = "new"  # the machine's state before the first screen
MAX_HISTORY = 20  # screens one can go back; older ones are forgotten


class ShownKey(msgspec.Struct, array_like=True, frozen=True):
    """What a shown button means: which trigger it fires, and with which row."""

    key: Key
    trigger: str
    row: Any = None  # of a list; of a notice: what the event brought
    again: str = ""  # of a notice's first key: its label once newer notices stand above it

    def named(self, body: str) -> ShownKey:
        """With the body that comes back when it is pressed; an address stays what it is."""
        if self.key.kind == "url":
            return self
        return msgspec.structs.replace(self, key=msgspec.structs.replace(self.key, body=body))


class Visit(msgspec.Struct, array_like=True, frozen=True):
    """A screen to come back to, and the page it was on."""

    screen: str
    page: int = 1


class Frame(msgspec.Struct, omit_defaults=True):
    """A running flow and its data (by flow, as JSON values); `caller` is where `return` comes back to."""

    data: dict[str, dict[str, Any]] = {}
    history: list[Visit] = []
    caller: Visit | None = None
    keep: str = ""  # field of the caller's flow that stores the returned value


class Conversation(msgspec.Struct, omit_defaults=True):
    """One person's place in the bot. `state` is moved by the machine only."""

    v: int = VERSION
    state: str = NEW
    frames: list[Frame] = []
    page: int = 1
    tries: int = 0  # wrong answers to the question on screen
    row: Any = None  # the row a confirmation asks about
    nonce: str = ""
    shape: str = ""  # fingerprint of the screen whose buttons are shown
    data: str = ""  # fingerprint of all fields at the last start from nothing; "" if there were several since
    keys: list[ShownKey] = []
    told: list[ShownKey] = []  # keys of notices since then; all count, the first `top` are shown
    top: int = 0
    tells: int = 0  # how many keys such notices have had
    whose: str = ""  # the account's that stood behind the chat: another one does not see its data

    @property
    def frame(self) -> Frame:
        return self.frames[-1]

    @property
    def keyboard(self) -> Keyboard | None:
        """The keyboard the person sees."""
        shown = (*self.told[: self.top], *self.keys)
        return Keyboard(tuple(each.key for each in shown)) if shown else None


_encoder = msgspec.json.Encoder()
_decoder = msgspec.json.Decoder(Conversation)


def dump(conversation: Conversation) -> bytes:
    """The snapshot: compact JSON, so that an operator can read it."""
    return _encoder.encode(conversation)


def restore(snapshot: bytes | None) -> Conversation:
    """A conversation of its own to work on; a new one for None. SnapshotError if it cannot be read."""
    if snapshot is None:
        return Conversation(frames=[Frame()])
    try:
        conversation = _decoder.decode(snapshot)
    except msgspec.MsgspecError as error:
        raise SnapshotError(f"unreadable conversation: {error}") from error
    if conversation.v != VERSION:
        raise SnapshotError(f"conversation of version {conversation.v}; this program reads version {VERSION}")
    return conversation


def restored(snapshot: bytes | None) -> Conversation:
    """The stored conversation to work on; an unreadable one begins anew."""
    try:
        return restore(snapshot)
    except SnapshotError:
        log.exception("conversation begins anew")
        return restore(None)


def belonging(conversation: Conversation, account: str) -> Conversation:
    """The conversation of this account; a new one if the chat was another's before."""
    mine = conversation.whose in {"", account}
    found = conversation if mine else restore(None)
    found.whose = account
    return found
