"""What arrives, as bytes and back: callbacks of the messenger, timers, notices."""

from __future__ import annotations

import msgspec

from botengine.events import Event, Noticed, Profile
from botengine.runtime.ports import Channel, Incoming, UnreadableError
from botengine.runtime.records import Arrival, Waiting


class NoticeBody(msgspec.Struct, frozen=True):
    """An outside event that was addressed to a person."""

    name: str
    data: dict[str, object] = {}


_notice = msgspec.json.Decoder(NoticeBody)


def callback(bot: str, incoming: Incoming, body: bytes, received: float) -> Arrival:
    """A messenger's callback as it came. Its event's kind is part of the key: receipts repeat tokens."""
    kind = type(incoming.event).__name__.lower()
    return Arrival(bot, incoming.user, "viber", f"{kind}:{incoming.key}", body, received)


def notice(bot: str, user: str, event: Noticed, key: str, received: float) -> Arrival:
    """Something an outside system tells a person; the same `key` reaches a person once."""
    body = msgspec.json.encode(NoticeBody(event.name, dict(event.data)))
    return Arrival(bot, user, "notice", f"notice:{key}", body, received)


def understand(channel: Channel, waiting: Waiting) -> tuple[Event, Profile | None]:
    """The event of an arrival. UnreadableError if it cannot be understood."""
    if waiting.kind == "timer":
        return Noticed(waiting.body.decode()), None
    if waiting.kind == "notice":
        try:
            told = _notice.decode(waiting.body)
        except (msgspec.MsgspecError, RecursionError) as problem:
            raise UnreadableError(f"unreadable notice: {problem}") from problem
        return Noticed(told.name, told.data), None
    incoming = channel.read(waiting.body)
    return incoming.event, incoming.profile
