"""The methods of Viber's REST API, as a bot's token may call them."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any
from urllib.parse import quote

import msgspec

from botengine.emulator.phone import Phones
from botengine.emulator.records import EVENT_TYPES, MANDATORY, Bot, Chat
from botengine.emulator.rules import BAD, MISSING, TOO_OLD, RefusedError, check_message
from botengine.emulator.webhook import is_local, java_text

SESSION = 24 * 3600  # seconds after a message from the person in which answers are free
IN_SESSION, OUT_OF_SESSION = 1, 3  # billing_status of a bot that is not billed
UNANSWERED = 100  # messages in a clock hour to a person who writes nothing
DETAILS, DETAILS_SECONDS = 2, 12 * 3600  # get_user_details: so many calls in that time for each person
BROADCASTS, BROADCAST_SECONDS = 500, 10
RECEIVERS, ONLINE_IDS = 300, 100  # of one broadcast, in one get_online
ID_LENGTH = 24
ADDRESS = ("auth_token", "receiver", "broadcast_list")  # what a person does not get of a message
URL, NOT_FOUND, NOT_SUBSCRIBED, NO_WEBHOOK, TOO_MANY, NO_CHAT, BAD_ID = 1, 5, 6, 10, 12, 18, 999  # statuses
IN_LIST = {NOT_FOUND: "Not found", NOT_SUBSCRIBED: "Not subscribed"}  # the words of failed_list
PHONE = {
    "primary_device_os": "Android 14",
    "device_type": "Pixel 8",
    "viber_version": "21.6.0.18",
    "mcc": 262,
    "mnc": 1,
}
DESKTOP = {**PHONE, "primary_device_os": "Windows 11", "device_type": "PC"}
ONLINE = {"online_status": 0, "online_status_message": "online"}
UNAVAILABLE = {"online_status": 4, "online_status_message": "unavailable"}

Body = dict[str, Any]
Method = Callable[[Bot, Body], Awaitable[Body]]


class Methods:
    """Each takes (bot, body) and returns what is added to status 0, or raises RefusedError."""

    def __init__(self, phones: Phones) -> None:
        self.phones, self.cloud = phones, phones.cloud

    def by_name(self) -> dict[str, Method]:
        account = (self.set_webhook, self.get_account_info, self.get_user_details, self.get_online)
        return {
            method.__name__: method
            for method in (*account, self.send_message, self.broadcast_message, self.post)
        }

    async def set_webhook(self, bot: Bot, body: Body) -> Body:
        url, wanted = str(body.get("url") or "").partition("?")[0], body.get("event_types")
        if url and not is_local(url):
            raise RefusedError(
                URL, f"{url}: this is an emulator, it calls webhooks on this machine only (127.0.0.1)"
            )
        if wanted is not None and not (
            isinstance(wanted, list) and all(each in EVENT_TYPES for each in wanted)
        ):
            raise RefusedError(BAD, f"event_types must be a list of {', '.join(EVENT_TYPES)}")
        if url:
            hello = self.phones.delivery.body("webhook", self.cloud.token(), {})
            answer = await self.phones.delivery.post(bot, "webhook", hello, url)
            if not answer.ok:
                raise RefusedError(URL, java_text(url, answer))
        chosen = EVENT_TYPES if wanted is None else (*MANDATORY, *wanted)
        bot.event_types = [each for each in EVENT_TYPES if each in chosen]
        bot.webhook, bot.send_name = url, bool(body.get("send_name"))
        self.cloud.keep_bot(bot)
        return {"event_types": bot.event_types}

    async def get_account_info(self, bot: Bot, _body: Body) -> Body:
        mine = [chat for chat in self.cloud.chats.values() if chat.bot == bot.id]
        empty = dict.fromkeys(("background", "category", "subcategory"), "")
        return {
            **{name: getattr(bot, name) for name in ("id", "name", "uri", "webhook", "event_types")},
            **empty,
            "icon": bot.avatar,
            "country": "DE",
            "location": {"lon": 13.405, "lat": 52.52},
            "subscribers_count": sum(chat.stage == "subscribed" for chat in mine),
            "members": [],
        }

    async def get_user_details(self, bot: Bot, body: Body) -> Body:
        chat, now = self._reachable(bot, body.get("id")), self.cloud.now()
        chat.details_asked = [at for at in chat.details_asked if at > now - DETAILS_SECONDS]
        if len(chat.details_asked) >= DETAILS:
            raise RefusedError(
                TOO_MANY, "tooManyRequests: get_user_details, 2 calls in 12 hours for each user"
            )
        chat.details_asked.append(now)
        self.cloud.keep_chat(chat)
        machine = PHONE if self.cloud.people[chat.person].device == "phone" else DESKTOP
        return {"message_token": self.cloud.token(), "user": {**self.phones.user(chat), **machine}}

    async def get_online(self, bot: Bot, body: Body) -> Body:
        ids = _listed(body, "ids", ONLINE_IDS)
        chats = [self.cloud.chat_known_as(bot.id, str(each)) for each in ids]
        states = [ONLINE if chat and chat.stage == "subscribed" else UNAVAILABLE for chat in chats]
        return {"users": [{"id": each, **state} for each, state in zip(ids, states, strict=True)]}

    async def post(self, _bot: Bot, _body: Body) -> Body:
        raise RefusedError(NO_CHAT, "noPublicChat")

    async def send_message(self, bot: Bot, body: Body) -> Body:
        if not bot.webhook:
            raise RefusedError(NO_WEBHOOK, "webhookNotSet")
        if not body.get("receiver"):
            raise RefusedError(MISSING, "missing field 'receiver'")
        return self._sent(bot, body, body["receiver"])

    async def broadcast_message(self, bot: Bot, body: Body) -> Body:
        if not bot.webhook:
            raise RefusedError(NO_WEBHOOK, "webhookNotSet")
        receivers, recent, now = (
            _listed(body, "broadcast_list", RECEIVERS),
            self.cloud.broadcasts,
            self.cloud.now(),
        )
        if len(recent) == BROADCASTS and recent[0] > now - BROADCAST_SECONDS:
            raise RefusedError(TOO_MANY, "tooManyRequests: 500 broadcasts in 10 seconds")
        recent.append(now)
        check_message(body)
        failed = []
        for receiver in receivers:
            try:
                self._sent(bot, body, receiver, personal=True)
            except RefusedError as problem:
                status = NOT_FOUND if problem.status == BAD_ID else problem.status
                text = IN_LIST.get(status, problem.text)
                failed.append({"receiver": receiver, "status": status, "status_message": text})
        return {"message_token": self.cloud.token(), "failed_list": failed}

    # Inside

    def _sent(self, bot: Bot, body: Body, receiver: object, *, personal: bool = False) -> Body:
        try:
            chat = self._reachable(bot, receiver)
            check_message(body)
            self._count(chat, body)
        except RefusedError as problem:
            if known := self.cloud.chat_known_as(bot.id, str(receiver)):
                self.phones.complain(known, f"Viber refused a message: {problem.status} {problem.text}")
            raise
        message, token = {name: body[name] for name in body if name not in ADDRESS}, self.cloud.token()
        self.phones.receive(chat, self._filled(chat, message) if personal else message, token)
        self.cloud.activity.answered(chat.key)
        in_session = self.cloud.now() - chat.spoke_at < SESSION
        return {"message_token": token, "billing_status": IN_SESSION if in_session else OUT_OF_SESSION}

    def _reachable(self, bot: Bot, receiver: object) -> Chat:
        if not isinstance(receiver, str) or len(receiver) != ID_LENGTH:
            raise RefusedError(BAD_ID, "Bad receiver ID", message_token=self.cloud.token())
        chat = self.cloud.chat_known_as(bot.id, receiver)
        if chat is None:
            raise RefusedError(NOT_FOUND, "receiverNotRegistered")
        if chat.stage != "subscribed":
            raise RefusedError(NOT_SUBSCRIBED, "notSubscribed")
        return chat

    def _count(self, chat: Chat, body: Body) -> None:
        """Old devices, and people who do not answer, get no more."""
        have, needs = self.cloud.people[chat.person].api_version, int(float(body.get("min_api_version") or 1))
        if needs > have:
            raise RefusedError(
                TOO_OLD, f"apiVersionNotSupported: the devices know {have}, the message needs {needs}"
            )
        hour = int(self.cloud.now() // 3600)
        chat.hour, chat.unanswered = hour, chat.unanswered * (chat.hour == hour)
        if chat.unanswered >= UNANSWERED:
            text = "maximum messages from Public Account to Viber user without reply exceeded."
            raise RefusedError(TOO_MANY, text, message_token=self.cloud.token())
        chat.unanswered += 1

    def _filled(self, chat: Chat, message: Body) -> Body:
        """The three placeholders of broadcasts, anywhere in the message."""
        text = msgspec.json.encode(message).decode()
        for placeholder, value in (
            ("receiver_id", chat.viber_id),
            ("url_encoded_receiver_id", quote(chat.viber_id, safe="")),
            ("user_name", self.cloud.people[chat.person].name),
        ):
            text = text.replace(f"replace_me_with_{placeholder}", msgspec.json.encode(value).decode()[1:-1])
        filled: Body = msgspec.json.decode(text)
        return filled


def _listed(body: Body, name: str, most: int) -> list[Any]:
    values = body.get(name)
    if not isinstance(values, list) or not values:
        raise RefusedError(MISSING, f"missing field '{name}'")
    if len(values) > most:
        raise RefusedError(BAD, f"{name}: at most {most} in one request")
    return values
