"""What the emulator remembers, row by row: bots, people, chats, bubbles, callbacks on their way."""

from __future__ import annotations

from typing import Any, Literal

import msgspec

EVENT_TYPES = (  # the server's order, as recorded
    "subscribed", "unsubscribed", "webhook", "conversation_started", "client_status", "action", "delivered",
    "failed", "message", "seen",
)  # fmt: skip
MANDATORY = frozenset({"message", "subscribed", "unsubscribed"})  # sent whatever the filter says

ChatKey = tuple[str, str]  # id of the bot, id of the person
Stage = Literal["unknown", "opened", "subscribed", "unsubscribed"]
Status = Literal["sent", "delivered", "seen"]


class Bot(msgspec.Struct):
    """An account with a token. No webhook: its one-to-one chats are switched off."""

    id: str
    token: str
    name: str
    uri: str
    avatar: str = ""
    webhook: str = ""
    event_types: list[str] = msgspec.field(default_factory=lambda: list(EVENT_TYPES))
    send_name: bool = False


class Person(msgspec.Struct):
    """A Viber user with one device. `bot` is the chat that was last on the screen."""

    id: str
    name: str
    language: str = "en"
    country: str = "DE"
    api_version: int = 10
    device: Literal["phone", "desktop"] = "phone"
    phone: str = "+4915550100"
    bot: str = ""


class Chat(msgspec.Struct):
    """One person's chat with one bot; `viber_id` is how this bot, and no other, knows the person."""

    bot: str
    person: str
    viber_id: str
    stage: Stage = "unknown"
    keyboard: dict[str, Any] | None = None
    tracking_data: str = ""
    spoke_at: float = 0.0  # seconds since 1970: when the person last wrote; opens the session
    hour: int = 0  # the clock hour in which `unanswered` was counted
    unanswered: int = 0
    details_asked: list[float] = msgspec.field(default_factory=list)
    bubbles: int = 0  # ever shown; the last bubble's id
    answers: int = 0  # messages from the bot, keyboard-only ones included

    @property
    def key(self) -> ChatKey:
        return self.bot, self.person


class Bubble(msgspec.Struct):
    """One message in a chat, in Viber's own words. `label` is what is shown instead of its text."""

    id: int
    by: Literal["bot", "user"]
    at: float
    token: int
    message: dict[str, Any]
    label: str = ""
    status: Status = "sent"


class Callback(msgspec.Struct):
    """A callback on its way to a webhook; the same bytes at every attempt."""

    number: str  # sorts as it was made
    bot: str
    person: str
    event: str
    token: int  # message_token; of a receipt: that of the message
    body: str
    tries: int = 0  # in vain, so far
    due: float = 0.0  # seconds since 1970: when it is to be repeated


class Meta(msgspec.Struct):
    """The odds and ends: how far the clock was moved (seconds), the last message_token."""

    offset: float = 0.0
    token: int = 0
