"""A phone without a network: opens, types, taps, and sees what a person would see."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from botengine.engine.assembly import Assembly, assemble
from botengine.engine.conversation import restore
from botengine.engine.effects import About, ActionCall, Asked
from botengine.engine.services import FAILED
from botengine.events import Event, Noticed, Opened, Pressed, Profile, Typed
from botengine.messages import Key, Message
from botengine.runtime.media import published
from botengine.testing.accounts import MemoryAccounts
from botengine.testing.clock import FrozenClock
from botengine.values import File, Media, Outcome, User

Stub = Callable[[Mapping[str, Any]], Any]


@dataclass(frozen=True, slots=True)
class Called:
    """An action that the bot ran; `old`: because of a button that was no longer on screen."""

    name: str
    arguments: Mapping[str, Any]
    outcome: str
    old: bool = False
    role: str = ""  # of the person when it was run: it may have ended it


SHOWS = " The phone shows:\n"


class NoSuchButtonError(AssertionError):
    """The phone shows no button of that name."""


class Phone:
    """One person's chat with a bot, in memory. `bot` is an assembled bot or its directory.

    `stubs`: action name -> value it answers, or a function of its arguments.
    """

    def __init__(
        self,
        bot: Assembly | Path,
        user: User | None = None,
        clock: FrozenClock | None = None,
        stubs: Mapping[str, Any] | None = None,
    ) -> None:
        self.clock = clock or FrozenClock()
        self.bot = assemble(bot, {"clock": self.clock}) if isinstance(bot, Path) else bot
        given = self.bot.registry.given["accounts"]
        self.accounts = given if isinstance(given, MemoryAccounts) else MemoryAccounts()
        if given is None:
            self.bot.services.give("accounts", self.accounts)
        self.user = user or User("tester", "Tester", role=next(iter(self.bot.bot.roles), ""))
        self.stubs = dict(stubs or {})
        self.messages: list[Message] = []
        self._before = 0  # messages before the last turn
        self.files: dict[str, File] = {}  # what actions answered, by address
        self.called: list[Called] = []
        self.journal: list[Mapping[str, Any]] = []  # what each turn says of itself: from, to, event, steps
        self.snapshot: bytes | None = None
        self._due: dict[str, float] = {}
        self._numbers = itertools.count(1)
        self._old = False  # whether what happens now is the press of an old button

    @property
    def user(self) -> User:
        """Who plays, with what actions have changed of them."""
        account = self.accounts.get(self._id)
        assert account
        return account.user

    @user.setter
    def user(self, user: User) -> None:
        self._id, self.role = user.id, user.role  # the role to begin with: people can sign out
        self.accounts.put(user)

    # -- what a person does

    def open(self) -> Phone:
        """Open the chat."""
        return self.send(Opened())

    def type(self, text: str) -> Phone:
        """Write a message."""
        return self.send(Typed(text))

    def tap(self, label: str) -> Phone:
        """Press the button with this label, or the only one that contains it."""
        key = self.find(label)
        if key.kind in ("share_phone", "location"):
            raise NoSuchButtonError(f"'{key.label}' shares something of the phone: send it instead")
        return self.press(key.body)

    def press(self, body: str) -> Phone:
        """Press any button by its body, also an old or forged one. NoSuchButtonError for an address."""
        if not body.startswith("~"):
            raise NoSuchButtonError(f"on a phone this button opens {body}; it sends nothing to the bot")
        nonce, _, index = body.removeprefix("~").rpartition(".")
        return self.send(Pressed(nonce, int(index)))

    def wait(self, duration: str) -> Phone:
        """Let time pass; timers that come due on the way ring in their order."""
        target = FrozenClock(self.clock.now())
        target.advance(duration)
        while due := sorted((at, name) for name, at in self._due.items() if at <= target.time()):
            at, name = due[0]
            self.clock.advance(max(0.0, at - self.clock.time()))
            del self._due[name]
            self.send(Noticed(name))
        self.clock.advance(target.time() - self.clock.time())
        return self

    def send(self, event: Event) -> Phone:
        """Let any event happen."""
        number = next(self._numbers)
        self._old = isinstance(event, Pressed) and not self._shows(event)
        about = About(
            user=self.user,
            profile=Profile(self.user.id, self.user.name),
            now=self.clock.now(),
            key=f"{self.user.id}/{number}",
            perform=self._perform,
            random=lambda: f"test{number:04d}",
            asked=Asked(code="1234 5678"),
            again=lambda: self.user,
        )
        result = self.bot.engine.turn(self.snapshot, event, about)
        self.snapshot = result.snapshot
        self._before = len(self.messages)
        self.messages.extend(result.messages)
        self.journal.append(result.journal)
        for name, at in result.timers.items():
            self._due.pop(name, None)
            if at is not None:
                self._due[name] = at
        return self

    # -- what a person sees

    @property
    def newest(self) -> Sequence[Message]:
        """The messages of the last turn: files that were sent, then the screen."""
        return self.messages[self._before :]

    @property
    def text(self) -> str:
        """The newest message's text."""
        return self.messages[-1].text if self.messages else ""

    @property
    def keys(self) -> tuple[Key, ...]:
        """The keyboard on screen: that of the newest message, as in Viber."""
        keyboard = self.messages[-1].keyboard if self.messages else None
        return keyboard.keys if keyboard else ()

    @property
    def buttons(self) -> list[str]:
        """Labels on the keyboard, top left first."""
        return [key.label for key in self.keys]

    @property
    def at(self) -> str:
        """The machine's state: flow.screen or flow.screen.case; an open question ends in `?button`."""
        return restore(self.snapshot).state

    def _shows(self, press: Pressed) -> bool:
        """Whether the button is of the screen that is shown, or of a notice that came since."""
        return any(key.body.startswith(f"~{press.nonce}.") for key in self.keys)

    def find(self, label: str) -> Key:
        """The button with this label, or the only one that contains it. NoSuchButtonError lists all."""
        exact = [key for key in self.keys if key.label == label]
        matches = exact or [key for key in self.keys if label in key.label]
        if len(matches) != 1:
            near = [] if matches else get_close_matches(label, self.buttons, 1)
            problem = f"{'several buttons contain' if matches else 'no button says'} '{label}'"
            meant = f"; did you mean '{near[0]}'?" if near else "."
            shown = "".join(f"\n  [{button}]" for button in self.buttons) or "\n  no button"
            raise NoSuchButtonError(f"{problem}{meant}{SHOWS}{self.text}{shown}")
        return matches[0]

    def _perform(self, call: ActionCall) -> Outcome:
        role = self.user.role
        if call.name in self.stubs:
            outcome = self._stubbed(call)
        else:
            outcome = self.bot.services.attempt(call, self.user, self.clock.now())
        outcome = published(outcome, self._publish)
        self.called.append(Called(call.name, call.arguments, outcome.name, self._old, role))
        return outcome

    def _publish(self, file: File) -> Media:
        url = f"https://phone.test/{len(self.files)}/{file.name}"
        self.files[url] = file
        return Media(url, file.name, len(file.content), file.type)

    def _stubbed(self, call: ActionCall) -> Outcome:
        """A stub's plain text that names an outcome is that outcome; anything else is the action's value."""
        stub, outcomes = self.stubs[call.name], self.bot.registry.actions[call.name].mark.outcomes
        try:
            answer = stub(call.arguments) if callable(stub) else stub
        except Exception as error:  # noqa: BLE001 - a stub fails as an action does
            return Outcome(FAILED, type(error).__name__)
        if isinstance(answer, Outcome):
            return answer
        named = isinstance(answer, str) and answer in (*outcomes, FAILED)
        return Outcome(answer) if named else Outcome(outcomes[0], answer)
