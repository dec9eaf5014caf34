"""What Viber knows: bots, people, chats, their ids, and the time."""

from __future__ import annotations

import base64
import hashlib
import random
import re
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import msgspec

from botengine.clock import Clock
from botengine.emulator.records import Bot, Bubble, Chat, ChatKey, Person
from botengine.emulator.shelf import Shelf
from botengine.emulator.traffic import Activity, Log, Watchers
from botengine.errors import BotengineError

MAX_BUBBLES = 500  # of a chat; older ones are forgotten
TOKEN_EPOCH = 68 * 2**32  # ms; message_token = (ms since 1970 - this) << 22 | 22 bits
ID = re.compile(r"[A-Za-z0-9_.-]{1,40}")


class NotPossibleError(BotengineError):
    """A call of the control API that makes no sense now: HTTP status, sentence, and details."""

    def __init__(self, status: int, sentence: str, **details: object) -> None:
        super().__init__(sentence)
        self.status, self.details = status, details


class Meta(msgspec.Struct):
    """The odds and ends that must survive: how far the clock was moved, the last token and number."""

    offset: float = 0.0
    token: int = 0
    number: int = 0


@dataclass(slots=True)
class Cloud:
    """All state. One event loop owns it: nothing here waits, nothing here needs a lock."""

    clock: Clock
    seed: int
    shelf: Shelf
    log: Log
    watchers: Watchers
    activity: Activity
    meta: Meta
    random: random.Random
    bots: dict[str, Bot]
    people: dict[str, Person]
    chats: dict[ChatKey, Chat]
    bubbles: dict[ChatKey, deque[Bubble]]
    known_as: dict[tuple[str, str], str]  # (bot, viber id) -> person
    broadcasts: deque[float]

    @classmethod
    def load(cls, clock: Clock, seed: int, shelf: Shelf) -> Cloud:
        """The state as it was left on the shelf."""
        bots = {bot.id: bot for bot in shelf.rows("bot", Bot)}
        people = {person.id: person for person in shelf.rows("person", Person)}
        chats = {chat.key: chat for chat in shelf.rows("chat", Chat)}
        meta = next(iter(shelf.rows("meta", Meta)), Meta())
        cloud = cls(
            clock, seed, shelf, Log(), Watchers(), Activity(), meta, random.Random(seed),  # noqa: S311 - no secret
            bots, people, chats, {}, {}, deque(maxlen=500),
        )  # fmt: skip
        for key in chats:
            rows = shelf.rows(f"bubble {key[0]} {key[1]}", Bubble)
            cloud.bubbles[key] = deque(rows, maxlen=MAX_BUBBLES)
        for bot in bots:
            cloud.known_as.update({(bot, cloud.viber_id(bot, each)): each for each in people})
        return cloud

    def forget(self) -> None:
        """All gone, as on the first day; the clock too."""
        rooms = (
            self.bots,
            self.people,
            self.chats,
            self.bubbles,
            self.known_as,
            self.broadcasts,
            self.log.entries,
        )
        for room in rooms:
            room.clear()
        self.activity.forget()
        self.shelf.clear()
        self.meta = Meta(token=self.meta.token)
        self.random.seed(self.seed)

    def now(self) -> float:
        return self.clock.time() + self.meta.offset

    def advance(self, seconds: float) -> None:
        self.meta.offset += seconds
        self._keep_meta()

    def token(self) -> int:
        """A message_token: unique, increasing, made of the time as Viber makes it."""
        made = (int(self.now() * 1000) - TOKEN_EPOCH << 22) | self.random.getrandbits(22)
        self.meta.token = max(self.meta.token + 1, made)
        self._keep_meta()
        return self.meta.token

    def number(self) -> int:
        self.meta.number += 1
        return self.meta.number  # kept with the token that every callback takes

    def _keep_meta(self) -> None:
        self.shelf.put("meta", "", self.meta)

    def digest(self, *parts: object) -> bytes:
        return hashlib.sha256("/".join(map(str, (self.seed, *parts))).encode()).digest()

    def viber_id(self, bot: str, person: str) -> str:
        """24 characters of base64, some with + and /: how this bot knows this person."""
        return base64.b64encode(self.digest("person", bot, person)[:16]).decode()

    # Bots

    def add_bot(self, token: str = "", name: str = "", uri: str = "", avatar: str = "") -> Bot:
        """Register a bot, or give the one with this token a new name, uri, avatar."""
        bot = self.bot_of(token) if token else None
        uri = uri or (bot.uri if bot else self._free_uri(name))
        if any(each.uri == uri and each is not bot for each in self.bots.values()):
            raise NotPossibleError(409, f"the uri '{uri}' belongs to another bot; take another one")
        if bot is None:
            marks = self.digest("token", uri).hex()
            number = int.from_bytes(self.digest("bot", uri)[:8])
            bot = Bot(
                f"pa:{number}", token or "-".join((marks[:16], marks[16:32], marks[32:48])), name or uri, uri
            )
            self.bots[bot.id] = bot
            self.known_as.update({(bot.id, self.viber_id(bot.id, each)): each for each in self.people})
        bot.name, bot.uri, bot.avatar = name or bot.name, uri, avatar or bot.avatar
        self.keep_bot(bot)
        self.watchers.tell({"people": True})
        return bot

    def _free_uri(self, name: str) -> str:
        slug = re.sub(r"[^a-z0-9]+", "", name.lower()) or "bot"
        taken = {bot.uri for bot in self.bots.values()}
        return next(each for each in _numbered(slug, "") if each not in taken)

    def keep_bot(self, bot: Bot) -> None:
        self.shelf.put("bot", bot.id, bot)

    def bot_of(self, token: str) -> Bot | None:
        return next((bot for bot in self.bots.values() if bot.token == token), None)

    def find_bot(self, name: str) -> Bot:
        """A bot by id, uri or name; raises NotPossibleError."""
        for bot in self.bots.values():
            if name in {bot.id, bot.uri, bot.name}:
                return bot
        known = [bot.uri for bot in self.bots.values()]
        raise NotPossibleError(
            404, f"there is no bot '{name}'; known: {', '.join(known) or 'none yet'}", bots=known
        )

    # People

    def add_person(self, wanted: str = "", **about: Any) -> Person:
        """A new person; `wanted` is the id to have, else one is made from the name."""
        name = about.get("name") or wanted or "Guest"
        if wanted and not ID.fullmatch(wanted):
            raise NotPossibleError(400, "an id has 1 to 40 letters, digits, dots, dashes or underlines")
        if wanted in self.people:
            raise NotPossibleError(409, f"the id '{wanted}' is taken; leave it out to get a free one")
        slug = re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")[:30] or "guest"
        person_id = wanted or next(each for each in _numbered(slug, "-") if each not in self.people)
        person = msgspec.convert({**about, "id": person_id, "name": name}, Person)
        self.people[person.id] = person
        self.known_as.update({(bot, self.viber_id(bot, person.id)): person.id for bot in self.bots})
        self.keep_person(person)
        self.watchers.tell({"people": True})
        return person

    def keep_person(self, person: Person) -> None:
        self.shelf.put("person", person.id, person)

    def find_person(self, person_id: str) -> Person:
        if person_id not in self.people:
            known = ", ".join(self.people) or "none yet: POST /control/users"
            raise NotPossibleError(404, f"there is no user '{person_id}'; known: {known}")
        return self.people[person_id]

    # Chats

    def chat(self, bot: str, person: str) -> Chat:
        key = bot, person
        if key not in self.chats:
            self.chats[key] = Chat(bot, person, self.viber_id(*key))
            self.bubbles[key] = deque(maxlen=MAX_BUBBLES)
        return self.chats[key]

    def chat_known_as(self, bot: str, viber_id: str) -> Chat | None:
        person = self.known_as.get((bot, viber_id))
        return self.chat(bot, person) if person else None

    def keep_chat(self, chat: Chat) -> None:
        """Write the chat down and tell the pages."""
        self.shelf.put("chat", f"{chat.bot} {chat.person}", chat)
        self.watchers.tell({"user": chat.person, "bot": chat.bot})

    def add_bubble(self, chat: Chat, bubble: Bubble) -> None:
        bubbles = self.bubbles[chat.key]
        if len(bubbles) == MAX_BUBBLES:
            self._shelve(chat, bubbles[0], drop=True)
        chat.bubbles += 1
        bubble.id = chat.bubbles
        bubbles.append(bubble)
        self._shelve(chat, bubble)

    def mark(self, chat: Chat, status: str, *, token: int = 0, by: str = "") -> int:
        """Set the status of bubbles that have not got so far; the last one's token, or 0."""
        last = 0
        for bubble in self.bubbles[chat.key]:
            fits = bubble.token == token if token else bubble.by == by
            if fits and bubble.status not in {status, "seen"}:
                bubble.status, last = status, bubble.token  # type: ignore[assignment]  # one of three words
                self._shelve(chat, bubble)
        return last

    def _shelve(self, chat: Chat, bubble: Bubble, *, drop: bool = False) -> None:
        kind, key = f"bubble {chat.bot} {chat.person}", f"{bubble.id:012d}"
        if drop:
            self.shelf.drop(kind, key)
        else:
            self.shelf.put(kind, key, bubble)


def _numbered(slug: str, between: str) -> Iterator[str]:
    yield slug
    number = 2
    while True:
        yield f"{slug}{between}{number}"
        number += 1
