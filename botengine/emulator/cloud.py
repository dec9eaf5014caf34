"""What Viber knows: bots, people, chats, their ids, and the time."""

from __future__ import annotations

import base64
import hashlib
import random
import re
from collections import deque
from itertools import count
from typing import Any

import msgspec

from botengine.clock import Clock
from botengine.emulator.records import Bot, Bubble, Chat, ChatKey, Meta, Person, Status
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


class Cloud:
    """All state, as the shelf has kept it. One event loop owns it: nothing here waits or needs a lock."""

    def __init__(self, clock: Clock, seed: int, shelf: Shelf) -> None:
        self.clock, self.seed, self.shelf = clock, seed, shelf
        self.log, self.watchers, self.activity = Log(), Watchers(), Activity()
        self.random = random.Random(seed)  # noqa: S311 - no secrets are made of it
        self.meta = next(iter(shelf.rows("meta", Meta)), Meta())
        self.bots = {bot.id: bot for bot in shelf.rows("bot", Bot)}
        self.people = {person.id: person for person in shelf.rows("person", Person)}
        self.chats = {chat.key: chat for chat in shelf.rows("chat", Chat)}
        self.bubbles = {
            key: deque(shelf.rows(f"bubble {' '.join(key)}", Bubble), maxlen=MAX_BUBBLES)
            for key in self.chats
        }
        self.known_as = {(bot, self.viber_id(bot, each)): each for bot in self.bots for each in self.people}
        self.broadcasts: deque[float] = deque(maxlen=500)

    def forget(self) -> None:
        """All gone, as on the first day; the clock too."""
        for room in (self.bots, self.people, self.chats, self.bubbles, self.known_as, self.broadcasts):
            room.clear()
        self.log.entries.clear()
        self.activity.forget()
        self.shelf.clear()
        self.meta = Meta(token=self.meta.token)
        self.random.seed(self.seed)

    def now(self) -> float:
        return self.clock.time() + self.meta.offset

    def advance(self, seconds: float) -> None:
        self.meta.offset += seconds
        self.shelf.put("meta", "", self.meta)

    def token(self) -> int:
        """A message_token: unique, increasing, made of the time as Viber makes it."""
        made = (int(self.now() * 1000) - TOKEN_EPOCH << 22) | self.random.getrandbits(22)
        self.meta.token = max(self.meta.token + 1, made)
        self.shelf.put("meta", "", self.meta)
        return self.meta.token

    def digest(self, *parts: str) -> bytes:
        return hashlib.sha256("/".join((str(self.seed), *parts)).encode()).digest()

    def viber_id(self, bot: str, person: str) -> str:
        """24 characters of base64, some with + and /: how this bot knows this person."""
        return base64.b64encode(self.digest("person", bot, person)[:16]).decode()

    # Bots

    def add_bot(self, token: str = "", name: str = "", uri: str = "", avatar: str = "") -> Bot:
        """Register a bot, or give the one with this token a new name, uri, avatar."""
        bot = self.bot_of(token) if token else None
        uri = uri or (bot.uri if bot else _free(name.lower().replace(" ", ""), "bot", self._uris(), ""))
        if uri in self._uris() - ({bot.uri} if bot else set()):
            raise NotPossibleError(409, f"the uri '{uri}' belongs to another bot; take another one")
        if bot is None:
            marks, number = self.digest("token", uri).hex(), int.from_bytes(self.digest("bot", uri)[:8])
            token = token or "-".join((marks[:16], marks[16:32], marks[32:48]))
            bot = Bot(f"pa:{number}", token, name or uri, uri)
            self.bots[bot.id] = bot
            self.known_as |= {(bot.id, self.viber_id(bot.id, each)): each for each in self.people}
        bot.name, bot.uri, bot.avatar = name or bot.name, uri, avatar or bot.avatar
        self.keep_bot(bot)
        return bot

    def _uris(self) -> set[str]:
        return {bot.uri for bot in self.bots.values()}

    def keep_bot(self, bot: Bot) -> None:
        self.shelf.put("bot", bot.id, bot)
        self.watchers.tell({"people": True})

    def bot_of(self, token: str) -> Bot | None:
        return next((bot for bot in self.bots.values() if bot.token == token), None)

    def find_bot(self, name: str = "") -> Bot:
        """A bot by id, uri or name, or the only one; raises NotPossibleError."""
        known = list(self.bots.values())
        found = [bot for bot in known if name in {bot.id, bot.uri, bot.name}] if name else known
        if len(found) == 1:
            return found[0]
        uris = [bot.uri for bot in known]
        if not known:
            raise NotPossibleError(409, "there is no bot yet: start one, or POST /control/bots", bots=uris)
        if name:
            raise NotPossibleError(404, f"there is no bot '{name}'; known: {', '.join(uris)}", bots=uris)
        raise NotPossibleError(409, f"say which bot: {', '.join(uris)}", bots=uris)

    # People

    def add_person(self, wanted: str = "", **about: Any) -> Person:
        """A new person; `wanted` is the id to have, else one is made from the name."""
        name = about.get("name") or wanted or "Guest"
        if wanted and not ID.fullmatch(wanted):
            raise NotPossibleError(400, "an id has 1 to 40 letters, digits, dots, dashes or underlines")
        if wanted in self.people:
            raise NotPossibleError(409, f"the id '{wanted}' is taken; leave it out to get a free one")
        person_id = wanted or _free(str(name).lower(), "guest", self.people, "-")
        person = msgspec.convert({**about, "id": person_id, "name": name}, Person)
        self.people[person.id] = person
        self.known_as |= {(bot, self.viber_id(bot, person.id)): person.id for bot in self.bots}
        self.shelf.put("person", person.id, person)
        self.watchers.tell({"people": True})
        return person

    def find_person(self, person_id: str) -> Person:
        if person_id not in self.people:
            known = ", ".join(self.people) or "none yet: POST /control/users"
            raise NotPossibleError(404, f"there is no user '{person_id}'; known: {known}")
        return self.people[person_id]

    def look_at(self, person: Person, bot: str) -> None:
        """The person has this bot's chat on the screen: it is meant where no bot is named."""
        person.bot = bot
        self.shelf.put("person", person.id, person)

    # Chats

    def chat(self, bot: str, person: str) -> Chat:
        key: ChatKey = bot, person
        if key not in self.chats:
            self.chats[key] = Chat(bot, person, self.viber_id(bot, person))
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
        bubbles, kind = self.bubbles[chat.key], f"bubble {chat.bot} {chat.person}"
        if len(bubbles) == MAX_BUBBLES:
            self.shelf.drop(kind, f"{bubbles[0].id:012d}")
        chat.bubbles += 1
        bubble.id = chat.bubbles
        bubbles.append(bubble)
        self.shelf.put(kind, f"{bubble.id:012d}", bubble)

    def mark(self, chat: Chat, status: Status, *, token: int = 0, by: str = "") -> int:
        """Set the status of bubbles that have not got so far; the last one's token, or 0."""
        last = 0
        for bubble in self.bubbles[chat.key]:
            fits = bubble.token == token if token else bubble.by == by
            if fits and bubble.status not in {status, "seen"}:
                bubble.status, last = status, bubble.token
                self.shelf.put(f"bubble {chat.bot} {chat.person}", f"{bubble.id:012d}", bubble)
        return last


def _free(name: str, otherwise: str, taken: Any, between: str) -> str:
    """An id made of a name: `anna-meier`, `anna-meier-2` ..."""
    slug = re.sub(r"[^a-z0-9]+", between, name).strip("-")[:30] or otherwise
    return next(each for n in count(1) if (each := f"{slug}{between}{n}" if n > 1 else slug) not in taken)
