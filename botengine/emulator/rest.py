"""Viber's REST API: `POST /pa/<method>`, HTTP 200 for almost everything, the JSON `status` decides."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any
from urllib.parse import quote

import msgspec
from starlette.requests import Request
from starlette.responses import Response

from botengine.emulator.faults import Faults
from botengine.emulator.phone import GENERIC_AVATAR, Phones
from botengine.emulator.records import EVENT_TYPES, MANDATORY, Bot, Chat
from botengine.emulator.rules import MAX_BODY, TOO_OLD, RefusedError, check_message
from botengine.emulator.webhook import is_local, java_text

HOSTNAME = "SN-CHAT-01_"
SESSION = 24 * 3600  # seconds after a message from the person in which answers are free
UNANSWERED = 100  # messages in a clock hour to a person who writes nothing
DETAILS, DETAILS_SECONDS = 2, 12 * 3600  # get_user_details: so many calls in that time for each person
RECEIVERS = 300  # of one broadcast
BROADCASTS, BROADCAST_SECONDS = 500, 10
ONLINE = 100  # ids in one get_online
ID_LENGTH = 24
REGISTERING = frozenset({"set_webhook", "get_account_info"})  # these make a bot of an unknown token
TOO_MANY = RefusedError(12, "maximum messages from Public Account to Viber user without reply exceeded.")

Body = dict[str, Any]


class RestApi:
    """The API for all bots. A method takes (bot, body) and returns what is added to status 0."""

    def __init__(self, phones: Phones, faults: Faults) -> None:
        self.phones, self.faults, self.cloud = phones, faults, phones.cloud
        self.methods: dict[str, Callable[[Bot, Body], Awaitable[Body]]] = {
            "set_webhook": self.set_webhook,
            "send_message": self.send_message,
            "broadcast_message": self.broadcast_message,
            "get_account_info": self.get_account_info,
            "get_user_details": self.get_user_details,
            "get_online": self.get_online,
            "post": self.post,
        }

    async def answer(self, request: Request) -> Response:
        """One call: faults that were ordered, then the method; both go to the log."""
        method = request.path_params["method"]
        if method not in self.methods:
            return Response("no such method", 404)
        with self.cloud.activity.busy():
            began, raw = self.cloud.now(), await request.body()
            fault = self.faults.of_method(method)
            await asyncio.sleep(fault.delay if fault else 0)
            lost = str(fault.drop) if fault and fault.drop else ""
            if lost in {"True", "request"}:
                result: Body = {"lost": "the request: a fault that was ordered"}
            elif fault and (fault.http or fault.status):
                result = {"status": fault.status, "status_message": "a fault that was ordered"}
            else:
                result = await self._carried_out(method, request.headers.get("X-Viber-Auth-Token", ""), raw)
            http = (fault and fault.http) or 200
            self._write_down(method, began, raw, http, result)
        if lost:
            await hang_up(request)
        return Response(msgspec.json.encode(result), http, media_type="application/json")

    async def _carried_out(self, method: str, token: str, raw: bytes) -> Body:
        try:
            body = _read(raw)
            bot = self._bot(token or str(body.get("auth_token") or ""), method)
            result = await self.methods[method](bot, body)
        except RefusedError as problem:
            text = {"status_message": problem.text} if problem.text else {}
            return {"status": problem.status, **text, "chat_hostname": HOSTNAME, **problem.more}
        return {"status": 0, "status_message": "ok", "chat_hostname": HOSTNAME, **result}

    def _bot(self, token: str, method: str) -> Bot:
        if not token:
            raise RefusedError(2, "missing_auth_token")
        bot = self.cloud.bot_of(token)
        if bot is None and method in REGISTERING:
            bot = self.cloud.add_bot(token)
        if bot is None:
            raise RefusedError(2, "invalidAuthToken")
        return bot

    def _write_down(self, method: str, began: float, raw: bytes, http: int, result: Body) -> None:
        try:
            body = msgspec.json.decode(raw or b"{}")
        except (msgspec.MsgspecError, UnicodeDecodeError):
            body = raw[:200].decode(errors="replace")
        if isinstance(body, dict):
            body.pop("auth_token", None)
        took = round(self.cloud.now() - began, 4)
        self.cloud.log.add("request", began, method=method, body=body, took=took, http=http, answer=result)

    # Account

    async def set_webhook(self, bot: Bot, body: Body) -> Body:
        url = str(body.get("url") or "").partition("?")[0]
        if url and not is_local(url):
            raise RefusedError(
                1, f"{url}: this is an emulator, it calls webhooks on this machine only (127.0.0.1)"
            )
        wanted = body.get("event_types")
        unknown = set(wanted or []) - set(EVENT_TYPES)
        if unknown:
            raise RefusedError(3, f"unknown event types: {', '.join(sorted(map(str, unknown)))}")
        if url:
            hello = self.phones.delivery.body("webhook", self.cloud.token(), {})
            answer = await self.phones.delivery.post(bot, "webhook", hello, url=url)
            if not answer.ok:
                raise RefusedError(1, java_text(url, answer))
        if wanted is None:
            bot.event_types = list(EVENT_TYPES)
        else:
            bot.event_types = [each for each in EVENT_TYPES if each in {*wanted, *MANDATORY}]
        bot.webhook, bot.send_name, bot.send_photo = (
            url,
            bool(body.get("send_name")),
            bool(body.get("send_photo")),
        )
        self.cloud.keep_bot(bot)
        self.cloud.watchers.tell({"people": True})
        return {"event_types": bot.event_types}

    async def get_account_info(self, bot: Bot, _body: Body) -> Body:
        mine = [chat for chat in self.cloud.chats.values() if chat.bot == bot.id]
        admin = {"id": self.cloud.viber_id(bot.id, "-admin"), "name": "Admin", "avatar": "", "role": "admin"}
        return {
            "id": bot.id,
            "name": bot.name,
            "uri": bot.uri,
            "icon": bot.avatar,
            "background": "",
            "category": "Emulator",
            "subcategory": "",
            "location": {"lon": 13.405, "lat": 52.52},
            "country": "DE",
            "webhook": bot.webhook,
            "event_types": bot.event_types,
            "subscribers_count": sum(chat.stage == "subscribed" for chat in mine),
            "members": [admin],
        }

    # People

    async def get_user_details(self, bot: Bot, body: Body) -> Body:
        chat = self._reachable(bot, body.get("id"))
        since = self.cloud.now() - DETAILS_SECONDS
        chat.details_asked = [at for at in chat.details_asked if at > since]
        if len(chat.details_asked) >= DETAILS:
            raise RefusedError(
                12, "tooManyRequests: get_user_details allows 2 calls in 12 hours for each user"
            )
        chat.details_asked.append(self.cloud.now())
        self.cloud.keep_chat(chat)
        person = self.cloud.people[chat.person]
        phone = person.device == "phone"
        user = {
            "id": chat.viber_id,
            "name": person.name if bot.send_name else "Subscriber",
            "avatar": GENERIC_AVATAR,
            "country": person.country,
            "language": person.language,
            "primary_device_os": "Android 14" if phone else "Windows 11",
            "api_version": person.api_version,
            "viber_version": "21.6.0.18",
            "mcc": 262,
            "mnc": 1,
            "device_type": "Pixel 8" if phone else "PC",
        }
        return {"message_token": self.cloud.token(), "user": user}

    async def get_online(self, bot: Bot, body: Body) -> Body:
        ids = body.get("ids")
        if not isinstance(ids, list) or not ids:
            raise RefusedError(4, "missing field 'ids'")
        if len(ids) > ONLINE:
            raise RefusedError(3, f"ids: at most {ONLINE} in one request")
        chats = [self.cloud.chat_known_as(bot.id, str(each)) for each in ids]
        here = [bool(chat and chat.stage == "subscribed") for chat in chats]
        states = [{"online_status": 0, "online_status_message": "online"} if each else
                  {"online_status": 4, "online_status_message": "unavailable"} for each in here]  # fmt: skip
        return {"users": [{"id": each, **state} for each, state in zip(ids, states, strict=True)]}

    async def post(self, _bot: Bot, _body: Body) -> Body:
        raise RefusedError(18, "noPublicChat")

    # Messages

    async def send_message(self, bot: Bot, body: Body) -> Body:
        if not bot.webhook:
            raise RefusedError(10, "webhookNotSet")
        if not body.get("receiver"):
            raise RefusedError(4, "missing field 'receiver'")
        return self._sent(bot, body, body["receiver"])

    async def broadcast_message(self, bot: Bot, body: Body) -> Body:
        if not bot.webhook:
            raise RefusedError(10, "webhookNotSet")
        ids = body.get("broadcast_list")
        if not isinstance(ids, list) or not ids:
            raise RefusedError(4, "missing field 'broadcast_list'")
        if len(ids) > RECEIVERS:
            raise RefusedError(3, f"broadcast_list: at most {RECEIVERS} receivers in one request")
        self._broadcast_again()
        check_message(body)
        failed = []
        for receiver in ids:
            try:
                self._sent(bot, body, receiver, personal=True)
            except RefusedError as problem:
                words = {6: "Not subscribed", 5: "Not found", 999: "Not found"}
                status = 5 if problem.status == 999 else problem.status  # noqa: PLR2004 - as recorded
                text = words.get(problem.status, problem.text)
                failed.append({"receiver": receiver, "status": status, "status_message": text})
        return {"message_token": self.cloud.token(), "failed_list": failed}

    def _broadcast_again(self) -> None:
        recent, now = self.cloud.broadcasts, self.cloud.now()
        if len(recent) == BROADCASTS and recent[0] > now - BROADCAST_SECONDS:
            raise RefusedError(12, "tooManyRequests: 500 broadcasts in 10 seconds")
        recent.append(now)

    def _sent(self, bot: Bot, body: Body, receiver: object, *, personal: bool = False) -> Body:
        chat = None
        try:
            chat = self._reachable(bot, receiver)
            check_message(body)
            self._fits(chat, body)
            self._count(chat)
        except RefusedError as problem:
            if known := chat or self.cloud.chat_known_as(bot.id, str(receiver)):
                self.phones.complain(known, f"Viber refused a message: {problem.status} {problem.text}")
            raise
        message = {
            name: value
            for name, value in body.items()
            if name not in {"auth_token", "receiver", "broadcast_list"}
        }
        token = self.cloud.token()
        self.phones.receive(chat, self._filled(chat, message) if personal else message, token)
        self.cloud.activity.answered(chat.key)
        in_session = self.cloud.now() - chat.spoke_at < SESSION
        return {"message_token": token, "billing_status": 1 if in_session else 3}

    def _reachable(self, bot: Bot, receiver: object) -> Chat:
        if not isinstance(receiver, str) or len(receiver) != ID_LENGTH:
            raise RefusedError(999, "Bad receiver ID", message_token=self.cloud.token())
        chat = self.cloud.chat_known_as(bot.id, receiver)
        if chat is None:
            raise RefusedError(5, "receiverNotRegistered")
        if chat.stage != "subscribed":
            raise RefusedError(6, "notSubscribed")
        return chat

    def _fits(self, chat: Chat, body: Body) -> None:
        have, needs = self.cloud.people[chat.person].api_version, int(body.get("min_api_version", 1))
        if needs > have:
            raise RefusedError(
                TOO_OLD,
                f"apiVersionNotSupported: the user's devices know {have}, the message asks for {needs}",
            )

    def _count(self, chat: Chat) -> None:
        hour = int(self.cloud.now() // 3600)
        if chat.hour != hour:
            chat.hour, chat.unanswered = hour, 0
        if chat.unanswered >= UNANSWERED:
            raise RefusedError(TOO_MANY.status, TOO_MANY.text, message_token=self.cloud.token())
        chat.unanswered += 1

    def _filled(self, chat: Chat, message: Body) -> Body:
        """The three placeholders of broadcasts, anywhere in the message."""
        name = self.cloud.people[chat.person].name
        text = msgspec.json.encode(message).decode()
        for placeholder, value in (
            ("replace_me_with_receiver_id", chat.viber_id),
            ("replace_me_with_url_encoded_receiver_id", quote(chat.viber_id, safe="")),
            ("replace_me_with_user_name", name),
        ):
            text = text.replace(placeholder, msgspec.json.encode(value).decode()[1:-1])
        filled: Body = msgspec.json.decode(text)
        return filled


def _read(raw: bytes) -> Body:
    if len(raw) > MAX_BODY:
        raise RefusedError(3, f"request is longer than {MAX_BODY} bytes")
    try:
        body = msgspec.json.decode(raw or b"{}")
    except (msgspec.MsgspecError, UnicodeDecodeError) as problem:
        raise RefusedError(3, f"badData: no JSON: {problem}") from None
    if not isinstance(body, dict):
        raise RefusedError(3, "badData: a JSON object is needed")
    return body


async def hang_up(request: Request) -> None:
    """Cut the connection without an answer. uvicorn keeps the transport behind `receive`."""
    transport = getattr(getattr(request.receive, "__self__", None), "transport", None)
    if transport:
        transport.abort()
        while (await request.receive())["type"] != "http.disconnect":
            pass
