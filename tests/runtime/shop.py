"""A small bot with roles on a running Runtime, and people who write to it: for tests of who gets in."""

from __future__ import annotations

import itertools
from pathlib import Path

from botengine.engine.assembly import assemble
from botengine.messages import Message
from botengine.runtime.ports import LiveBot, Store
from botengine.runtime.service import Runtime
from botengine.testing.idle import idle
from botengine.values import Account, User
from tests.runtime.fakes import BOT, FakeChannel, StillClock, Till, arrival, no_files

ADMIN = User("u1", "Anna", "admin")
EVENTS = ("typed", "opened", "attached", "shared", "located", "subscribed", "pressed")
FRONT = """
format: 1
bot: Shop
language: en
start: main.menu
actions: [till_actions]
roles: {admin: [till.*], partner: [till.look]}
everywhere:
  stranger: "Who are you? {{ request.code }}"
  admitted: "Welcome in."
  refused: "No entry."
  stale: "Old button."
"""
MAIN = """
flow: main
screens:
  menu:
    text: "The menu of {{ user.name }}"
    buttons:
      - {text: Pay, do: till.pay, say: Paid.}
      - {text: Next, go: next}
  next: {text: The next one, buttons: [{text: Menu, go: menu}]}
"""
ACTIONS = '''"""A till."""
from botengine import action

@action("till.pay", effect="key")
def pay(key: str) -> None:
    """Pay."""

@action("till.look")
def look() -> None:
    """Look."""
'''


class Door:
    """The bot, running; `channel.sent` is what people got, `till.calls` what was done."""

    def __init__(
        self, folder: Path, store: Store, clock: StillClock, *, per_minute: int = 0, **options
    ) -> None:
        self.store, self.clock, self.channel, self.till = store, clock, FakeChannel(), Till()
        for name, text in {
            "flows.yaml": FRONT,
            "flows/main.yaml": MAIN,
            "till_actions/__init__.py": ACTIONS,
        }.items():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / name).write_text(text.lstrip())
        self.bot = assemble(folder)
        live = LiveBot(
            self.bot.engine,
            self.channel,
            self.till.perform,
            self.till.effect_of,
            no_files,
            roles=self.bot.bot.roles,
            per_minute=per_minute,
        )
        self.runtime = Runtime(store, {BOT: live}, clock=clock, workers=2, senders=2, **options)
        self._numbers = itertools.count(1)

    def start(self) -> Door:
        self.store.accounts.save(BOT, Account(ADMIN), "boss").result()
        self.runtime.start()
        return self

    def stop(self) -> None:
        self.runtime.stop()

    def hear(self, user: str, text: str = "", event: str = "typed") -> list[str]:
        """Something happens to a person; what they are told then."""
        before = len(self.channel.sent[user])
        self.runtime.accept(arrival(user, next(self._numbers), text, event=event)).result()
        assert idle(self.runtime, 20)
        return self.channel.sent[user][before:]

    def welcome(self, user: str, context: str = "") -> Message | None:
        """A person opens the chat; the answer to the callback itself."""
        return self.runtime.welcome(arrival(user, next(self._numbers), context, event="opened"))

    def press(self, user: str, label: str) -> list[str]:
        return self.hear(user, self.body(user, label), "pressed")

    def body(self, user: str, label: str) -> str:
        """What a button that the person sees would send."""
        keyboard = self.channel.last[user].keyboard
        assert keyboard
        return next(key.body for key in keyboard.keys if key.label == label)

    def approve(self, user: str, account: str | Account = "u1") -> str:
        (request,) = (each for each in self.store.requests.all(BOT) if each.user == user)
        return self.store.requests.approve(BOT, request.id, request.code, account, "boss").result()
