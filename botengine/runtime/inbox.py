"""What arrives, as bytes and back: callbacks of the messenger, timers, notices."""

from collections.abc import Sequence
from typing import cast

import msgspec

from botengine.events import Decided, Event, Ignored, Noticed, Profile, Told, Verdict
from botengine.runtime.ports import Channel, UnreadableError
from botengine.runtime.records import Arrival, Person, Waiting
from botengine.values import Notice


class ToldBody(msgspec.Struct, frozen=True):
    """Notices for an account: whoever stands behind the chat meanwhile must not read another one's."""

    to: str
    items: tuple[Told.Item, ...]


_told = msgspec.json.Decoder(ToldBody)


def decision(bot: str, user: str, verdict: str, key: str, received: float) -> Arrival:
    """What an operator decided on a person's request."""
    return Arrival(bot, user, "access", f"access:{key}", verdict.encode(), received)


def told(person: Person, notices: Sequence[Notice], dedupe: str, received: float) -> Arrival:
    """Notices that a person is told at once."""
    items = tuple(Told.Item(each.name, each.data, each.key) for each in notices)
    body = msgspec.json.encode(ToldBody(notices[0].to, items))
    return Arrival(person.bot, person.user, "told", dedupe, body, received)


def understand(channel: Channel, waiting: Waiting, person: Person | None) -> tuple[Event, Profile | None]:
    """The event of an arrival. UnreadableError if it cannot be understood."""
    if waiting.kind in {"timer", "notice"}:
        return Noticed(waiting.body.decode()), None
    if waiting.kind == "access":
        return Decided(cast(Verdict, waiting.body.decode())), None
    if waiting.kind == "viber":
        return channel.read(waiting.body)
    try:
        body = _told.decode(waiting.body)
    except (msgspec.MsgspecError, RecursionError) as problem:
        raise UnreadableError(f"unreadable notice: {problem}") from problem
    meant = person and person.account and person.account.id == body.to
    return Told(body.items) if meant else Ignored("told"), None
