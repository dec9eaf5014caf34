"""What a person's device does: opens chats, writes, presses buttons, shows what the bot sends."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import msgspec

from botengine.emulator.cloud import Cloud, NotPossibleError
from botengine.emulator.delivery import Delivery
from botengine.emulator.faults import Faults
from botengine.emulator.layout import button_view, plain
from botengine.emulator.records import Bubble, Callback, Chat, Person
from botengine.emulator.rules import PLACE, RefusedError, check_fields, check_message, client_complaints

GENERIC_AVATAR = "http://dl-media.viber.com/1/share/2/long/bots/generic-avatar%402x.png"
SENDABLE = ("text", "picture", "video", "file", "sticker", "contact", "url", "location")
BERLIN = {"lat": 52.52, "lon": 13.405}  # where the location picker points first

Message = Mapping[str, Any]


class Phones:
    """All devices. What they do goes to the bot as callbacks, in the order in which it was done."""

    def __init__(self, cloud: Cloud, faults: Faults) -> None:
        self.cloud = cloud
        self.delivery = Delivery(cloud, faults, self._taken)

    def chat(self, person: Person, bot: str = "") -> Chat:
        """The person's chat with the bot named, or the last one looked at, or with the only bot there is."""
        last = person.bot if person.bot in self.cloud.bots else ""
        return self.cloud.chat(self.cloud.find_bot(bot or last).id, person.id)

    # What the person does

    def open(self, chat: Chat, context: str = "") -> None:
        """The button "Message", or a deep link with its context."""
        self._switched_on(chat)
        self.cloud.look_at(self._person(chat), chat.bot)
        subscribed = chat.stage == "subscribed"
        if chat.stage == "unknown":
            chat.stage = "opened"
        self.cloud.keep_chat(chat)
        fields: dict[str, Any] = {"type": "open", **({"context": context} if context else {})}
        fields |= {"user": self.user(chat), "subscribed": subscribed}
        self.delivery.send(chat, "conversation_started", self.cloud.token(), fields)

    def type(self, chat: Chat, text: str) -> None:
        if self.input_state(chat) == "hidden":
            labels = [_label(each) for each in self.buttons(chat)]
            raise NotPossibleError(409, "the bot has hidden the text field; use a button", buttons=labels)
        self._say(chat, {"text": text, "type": "text"})

    def send(self, chat: Chat, message: Message) -> None:
        """A picture, a contact card ...: a message object as in Viber's `message` callback."""
        if message.get("type") not in SENDABLE:
            raise NotPossibleError(400, f"a message needs a type; one of {', '.join(SENDABLE)}")
        self._say(chat, message)

    def replay(self, chat: Chat, body: str) -> None:
        """A press of a button that is not on the screen (any more): silent, as the bot's buttons are."""
        self._say(chat, {"text": body, "type": "text"}, silent=True)

    def tap(self, chat: Chat, wish: Message) -> dict[str, Any]:
        """Press a button of the keyboard, or of a carousel; returns {"button", "open"?: URL}."""
        button = self._wished(chat, wish)
        action, body = button.get("ActionType") or "reply", str(button["ActionBody"])
        silent = bool(button.get("Silent"))
        result: dict[str, Any] = {"button": button_view(button)}
        if action == "share-phone":
            self.share_phone(chat, str(wish.get("phone") or ""), body)
        elif action == "location-picker":
            self.locate(chat, {**BERLIN, **wish})
        elif action in {"reply", "open-url", ""}:
            self._say(chat, {"text": body, "type": "text"}, silent=silent, button=button)
        if action == "open-url":
            result["open"] = body
        return result

    def share_phone(self, chat: Chat, phone: str = "", body: str = "") -> None:
        """Confirm the dialog of a share-phone button: the contact comes with that button's body."""
        person = self._person(chat)
        if person.device == "desktop":
            raise NotPossibleError(409, "Viber for desktop cannot share a phone number")
        asked = [each for each in self.buttons(chat) if each.get("ActionType") == "share-phone"]
        text = body or (str(asked[0]["ActionBody"]) if asked else "")
        card = {"name": person.name, "phone_number": phone or person.phone}
        self._say(chat, {"type": "contact", **({"text": text} if text else {}), "contact": card})

    def locate(self, chat: Chat, place: Message) -> None:
        """Send the place {"lat", "lon"} from the location picker."""
        message = {"type": "location", "location": {axis: place.get(axis) for axis in BERLIN}}
        try:
            check_fields(message, PLACE)
        except RefusedError as problem:
            raise NotPossibleError(400, problem.text) from None
        if self._person(chat).device == "desktop":
            raise NotPossibleError(409, "Viber for desktop cannot share a place")
        self._say(chat, message)

    def subscribe(self, chat: Chat) -> None:
        """The switch "Receive messages" on the bot's info page; wipes what the bot remembered in the chat."""
        self._switched_on(chat)
        chat.stage, chat.tracking_data = "subscribed", ""
        self.cloud.keep_chat(chat)
        self.delivery.send(chat, "subscribed", self.cloud.token(), {"user": self.user(chat)})

    def unsubscribe(self, chat: Chat) -> None:
        self._switched_on(chat)
        chat.stage = "unsubscribed"
        self.cloud.keep_chat(chat)
        self.delivery.send(chat, "unsubscribed", self.cloud.token(), {"user_id": chat.viber_id})

    def seen(self, chat: Chat) -> None:
        """The chat is on the screen: one callback for all messages not seen before."""
        if token := self.cloud.mark(chat, "seen", by="bot"):
            self.cloud.keep_chat(chat)
            self.delivery.send(chat, "seen", token, {"user_id": chat.viber_id})

    # What the person sees

    def buttons(self, chat: Chat) -> list[dict[str, Any]]:
        return list((chat.keyboard or {}).get("Buttons") or [])

    def input_state(self, chat: Chat) -> str:
        return str((chat.keyboard or {}).get("InputFieldState") or "regular")

    def receive(self, chat: Chat, message: dict[str, Any], token: int) -> None:
        """A message from the bot: a bubble, unless it is only a keyboard; its keyboard replaces the last."""
        chat.answers += 1
        self.cloud.mark(chat, "seen", by="user")  # whoever answers has read
        chat.tracking_data = str(message.get("tracking_data") or "")
        if complaints := list(client_complaints(message)):
            reason = "message validation failed: " + "; ".join(complaints)
            self.complain(chat, reason)
            fields = {"user_id": chat.viber_id, "desc": reason}
            self.delivery.send(chat, "failed", token, fields)
            return
        chat.keyboard = message.get("keyboard") or None
        if message.get("type"):
            bubble = Bubble(0, "bot", self.cloud.now(), token, message, status="delivered")
            self.cloud.add_bubble(chat, bubble)
        self.cloud.keep_chat(chat)
        if token:  # a welcome message has none, and nobody hears of its delivery
            self.delivery.send(chat, "delivered", token, {"user_id": chat.viber_id})

    def complain(self, chat: Chat, text: str) -> None:
        """Something is wrong with what the bot sent: tell whoever looks at the phone."""
        self.cloud.log.add("problem", self.cloud.now(), user=chat.person, bot=chat.bot, text=text)
        self.cloud.watchers.tell({"user": chat.person, "bot": chat.bot, "problem": text})

    # Inside

    def _say(
        self, chat: Chat, message: Message, *, silent: bool = False, button: Message | None = None
    ) -> None:
        self._switched_on(chat)
        token = self.cloud.token()
        chat.stage, chat.spoke_at, chat.unanswered = "subscribed", self.cloud.now(), 0
        sent = dict(message) | ({"tracking_data": chat.tracking_data} if chat.tracking_data else {})
        if not silent:
            self.cloud.add_bubble(chat, self._bubble(message, token, button))
        self.cloud.look_at(self._person(chat), chat.bot)
        self.cloud.keep_chat(chat)
        fields = {"sender": self.user(chat), "message": sent, "silent": silent}
        self.delivery.send(chat, "message", token, fields)

    def _bubble(self, message: Message, token: int, button: Message | None) -> Bubble:
        shown, label = dict(message), ""
        if button and button.get("Image"):
            shown |= {"type": "picture", "media": button["Image"], "text": ""}
        elif button:
            label = plain(str(button.get("Text") or ""))
        return Bubble(0, "user", self.cloud.now(), token, shown, label)

    def _switched_on(self, chat: Chat) -> None:
        bot = self.cloud.bots[chat.bot]
        if not bot.webhook:
            raise NotPossibleError(409, f"the bot '{bot.uri}' has set no webhook yet: is it running?")

    def _person(self, chat: Chat) -> Person:
        return self.cloud.people[chat.person]

    def user(self, chat: Chat) -> dict[str, Any]:
        person, bot = self._person(chat), self.cloud.bots[chat.bot]
        about = {
            "id": chat.viber_id,
            "name": person.name if bot.send_name else "Subscriber",
            "avatar": GENERIC_AVATAR,
        }
        own = ("language", "country", "api_version")
        return {**about, **{name: getattr(person, name) for name in own}}

    def _wished(self, chat: Chat, wish: Message) -> dict[str, Any]:
        """The button by its index, or by its label: exactly, else a part of it, in any case."""
        buttons = self._carousel(chat, wish["message"]) if "message" in wish else self.buttons(chat)
        if "text" in wish:
            text = plain(str(wish["text"]))
            buttons += [] if "message" in wish else self._last_cards(chat)
            exact = [each for each in buttons if _label(each) == text]
            found = exact or [each for each in buttons if text.casefold() in _label(each).casefold()]
        else:
            index = wish.get("index")
            text = f"button {index}"
            found = buttons[index : index + 1] if isinstance(index, int) and index >= 0 else []
        if len(found) == 1:
            return found[0]
        why = "several buttons fit; take index" if found else "no visible button fits"
        labels = [_label(each) for each in buttons]
        raise NotPossibleError(409 if found else 404, f"'{text}': {why}", buttons=labels)

    def _last_cards(self, chat: Chat) -> list[dict[str, Any]]:
        from_bot = [each for each in self.cloud.bubbles[chat.key] if each.by == "bot"]
        return _cards(from_bot[-1]) if from_bot else []

    def _carousel(self, chat: Chat, which: object) -> list[dict[str, Any]]:
        for place, bubble in enumerate(bubbles := self.cloud.bubbles[chat.key]):
            if which in (str(bubble.id), place, place - len(bubbles)) and _cards(bubble):
                return _cards(bubble)
        raise NotPossibleError(404, f"message {which!r} has no buttons; give its place, or its id as text")

    # What came back

    def _taken(self, callback: Callback, answer: bytes) -> None:
        chat = self.cloud.chats.get((callback.bot, callback.person))
        if chat is None:
            return
        if callback.event == "conversation_started" and not self._welcomed(chat, answer):
            self.cloud.activity.expect(chat.key, callback.token)  # perhaps it sends a message instead
            self.cloud.activity.taken(chat.key, callback.token, by_bot=chat.stage == "subscribed")
        if callback.event == "message":
            if self.cloud.mark(chat, "delivered", token=callback.token):
                self.cloud.keep_chat(chat)
            self.delivery.send(chat, "delivered", callback.token, {"user_id": chat.viber_id})

    def _welcomed(self, chat: Chat, answer: bytes) -> bool:
        """Show the answer to `conversation_started` if it is a message."""
        try:
            message = msgspec.json.decode(answer)
            if not isinstance(message, dict) or not ({"type", "keyboard"} & message.keys()):
                return False
            check_message(message, welcome=True)
        except (msgspec.MsgspecError, UnicodeDecodeError):
            return False  # an empty body, or plain words: no welcome
        except RefusedError as problem:
            self.complain(chat, f"the welcome message is not shown: {problem.text}")
            return False
        self.receive(chat, message, 0)
        return True


def _label(button: Message) -> str:
    return plain(str(button.get("Text") or "")) or str(button.get("ActionBody", ""))


def _cards(bubble: Bubble) -> list[dict[str, Any]]:
    return list((bubble.message.get("rich_media") or {}).get("Buttons") or [])
