"""A small brain and a small messenger for tests of the runtime: real behaviour, no network."""

from __future__ import annotations

import json
import threading
import time
from collections import defaultdict
from collections.abc import Callable
from datetime import UTC, datetime

from botengine.engine.effects import About, ActionCall, TurnResult
from botengine.errors import MediaError
from botengine.events import (
    Attached,
    Event,
    Located,
    Noticed,
    Opened,
    Pressed,
    Profile,
    Shared,
    Subscribed,
    Typed,
    Unsubscribed,
)
from botengine.messages import Message
from botengine.runtime.ports import Incoming, LiveBot, Sent, UnreadableError
from botengine.runtime.records import Arrival
from botengine.values import File, Media, Outcome, User

BOT = "shop"


def arrival(user: str, number: int, text: str = "", *, event: str = "typed", bot: str = BOT) -> Arrival:
    """A callback of the fake messenger."""
    body = json.dumps({"user": user, "n": number, "event": event, "text": text}).encode()
    return Arrival(bot, user, "viber", f"{event}:{number}", body, 0.0)


def noticed(user: str, name: str, key: str) -> Arrival:
    """Something that the program itself lets a person feel; the same `key` reaches a person once."""
    return Arrival(BOT, user, "notice", f"notice:{key}", name.encode(), 0.0)


class StillClock:
    """Time that only a test moves."""

    def __init__(self, start: float = 1_772_442_000.0) -> None:
        self._time = start

    def time(self) -> float:
        return self._time

    def now(self) -> datetime:
        return datetime.fromtimestamp(self._time, UTC)

    def advance(self, seconds: float) -> None:
        self._time += seconds


class FakeChannel:
    """Reads JSON callbacks; keeps what was sent. `trouble` may raise before a message is taken."""

    send_timeout = 1.0

    def __init__(self, trouble: Callable[[str, Message], None] = lambda _user, _message: None) -> None:
        self.trouble = trouble
        self.sent: dict[str, list[str]] = defaultdict(list)
        self.log: list[tuple[float, str, str]] = []
        self.last: dict[str, Message] = {}
        self.names: dict[str, str] = {}
        self._changed = threading.Condition()

    def read(self, body: bytes) -> Incoming:
        try:
            told = json.loads(body)
        except ValueError as problem:
            raise UnreadableError("no JSON") from problem
        events: dict[str, Callable[[str], Event]] = {
            "typed": Typed,
            "opened": Opened,
            "unsubscribed": lambda _: Unsubscribed(),
            "subscribed": lambda _: Subscribed(),
            "attached": Attached,
            "shared": Shared,
            "located": lambda _: Located(1.0, 2.0),
            "pressed": lambda body: Pressed(body[1:].rpartition(".")[0], int(body.rpartition(".")[2])),
        }
        user = told["user"]
        profile = Profile(user, self.names.get(user, f"Name of {user}"), "de-DE")
        event = events[told["event"]](told["text"])
        return Incoming(event, profile)

    def send(self, receiver: str, message: Message, profile: Profile) -> Sent:
        self.trouble(receiver, message)
        with self._changed:
            self.sent[receiver].append(message.text)
            self.last[receiver] = message
            self.log.append((time.monotonic(), receiver, message.text))
            self._changed.notify_all()
        return Sent(str(len(self.log)))

    def wait_for(self, receiver: str, count: int, seconds: float = 5.0) -> bool:
        """Until so many messages were sent to the receiver."""
        with self._changed:
            return self._changed.wait_for(lambda: len(self.sent[receiver]) >= count, seconds)


class EchoBrain:
    """Keeps the list of all texts it heard as its snapshot, and answers each with its number and text.

    A text `do NAME` runs the action NAME; `timer SECONDS` arms the timer `idle`.
    """

    def __init__(self, react: Callable[[str, About], None] = lambda _text, _about: None) -> None:
        self.react = react

    def apology(self, _snapshot: bytes | None, _user: User, number: str) -> Message:
        return Message(f"Sorry, that did not work (error {number}). Please try again.")

    def turn(self, snapshot: bytes | None, event: Event, about: About) -> TurnResult:
        heard: list[str] = json.loads(snapshot) if snapshot else []
        text = event.text if isinstance(event, Typed) else _name(event)
        self.react(text, about)
        word, _, rest = text.partition(" ")
        answer, timers = text, {"idle": None}
        if word == "do":
            outcome = about.perform(ActionCall(rest, {}, f"{about.key}/{rest}"))
            answer = f"{rest}: {outcome.name} {outcome.value}"
        elif word == "timer":
            timers = {"idle": about.now.timestamp() + float(rest)}
        heard.append(text)
        journal = {"from": str(len(heard) - 1), "to": str(len(heard)), "event": type(event).__name__}
        return TurnResult(json.dumps(heard).encode(), (Message(f"{len(heard)} {answer}"),), timers, journal)


def _name(event: Event) -> str:
    if isinstance(event, Noticed):
        return f"<{event.name}>"
    return type(event).__name__.lower()


class Till:
    """Actions that count how often they were called, by key."""

    def __init__(self, effect: str = "key") -> None:
        self.effect = effect
        self.calls: list[str] = []
        self.before: Callable[[ActionCall], None] = lambda _call: None

    def perform(self, call: ActionCall, user: User, now: datetime) -> Outcome:
        self.calls.append(call.key)
        self.before(call)
        return Outcome("ok", {"paid": True})

    def effect_of(self, name: str) -> str:
        return "read" if name == "look" else self.effect


def live(
    channel: FakeChannel | None = None, brain: EchoBrain | None = None, till: Till | None = None
) -> LiveBot:
    """A bot made of the fakes above."""
    till = till or Till()
    return LiveBot(brain or EchoBrain(), channel or FakeChannel(), till.perform, till.effect_of, no_files)


def no_files(_user: str, file: File) -> Media:
    raise MediaError(f"this bot has no place to keep '{file.name}'")
