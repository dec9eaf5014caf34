"""What a phone's screen shows, as JSON: the answer of `GET /control/users/ID`."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from botengine.emulator.layout import cards_view, keyboard_view
from botengine.emulator.phone import Phones
from botengine.emulator.records import Bot, Bubble, Chat, Person


def bot_view(bot: Bot) -> dict[str, Any]:
    """A bot without the middle of its token."""
    shown = ("id", "name", "uri", "avatar", "webhook", "event_types")
    token = f"{bot.token[:4]}...{bot.token[-4:]}" if len(bot.token) > 12 else "..."  # noqa: PLR2004 - else all
    return {name: getattr(bot, name) for name in shown} | {"token": token}


def person_view(phones: Phones, person: Person) -> dict[str, Any]:
    shown = ("id", "name", "language", "country", "api_version", "device", "phone")
    ids = {bot.uri or bot.id: phones.cloud.viber_id(bot.id, person.id) for bot in phones.cloud.bots.values()}
    return {name: getattr(person, name) for name in shown} | {"viber_ids": ids}


def chat_view(phones: Phones, chat: Chat, last: int = 0) -> dict[str, Any]:
    """The screen: the `last` messages (0: all that are kept), the keyboard, whether typing is possible."""
    bubbles = list(phones.cloud.bubbles[chat.key])[-last:]
    return {
        "user": chat.person,
        "bot": bot_view(phones.cloud.bots[chat.bot]),
        "messages": [bubble_view(each) for each in bubbles],
        "keyboard": keyboard_view(chat.keyboard) if chat.keyboard else None,
        "subscribed": chat.stage == "subscribed",
        "stage": chat.stage,
        "input": phones.input_state(chat),
        "viber_id": chat.viber_id,
        "tracking_data": chat.tracking_data,
        "answers": chat.answers,
        "waiting": phones.cloud.activity.waiting(chat.key),
    }


def empty_view(person: Person) -> dict[str, Any]:
    """A phone on which no bot's chat is open."""
    screen: dict[str, Any] = {
        "messages": [],
        "keyboard": None,
        "subscribed": False,
        "stage": "unknown",
        "input": "regular",
    }
    return {"user": person.id, "bot": None, **screen, "answers": 0, "waiting": False}


def bubble_view(bubble: Bubble) -> dict[str, Any]:
    message = bubble.message
    at = datetime.fromtimestamp(bubble.at, UTC).isoformat(timespec="milliseconds")
    keyboard, rich = message.get("keyboard"), message.get("rich_media")
    view = {
        "id": str(bubble.id),
        "from": bubble.by,
        "type": message["type"],
        "at": at,
        "status": bubble.status,
    }
    view["text"] = bubble.label or str(message.get("text") or "")
    view["media"] = str(message.get("media") or "")
    view["keyboard"] = keyboard_view(keyboard) if keyboard else None
    extras = (
        "thumbnail",
        "file_name",
        "size",
        "duration",
        "sticker_id",
        "contact",
        "location",
        "sender",
        "payment",
    )
    view |= {name: message[name] for name in extras if message.get(name) is not None}
    if bubble.token:
        view["message_token"] = bubble.token
    if rich:
        view["rich_media"] = cards_view(rich)
    return view
