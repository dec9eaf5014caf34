"""A bot in its own process that may be killed at any moment: events come by stdin, files tell what it did.

python -m tests.runtime.crash_child FOLDER EFFECT LEASE
"""

from __future__ import annotations

import json
import logging
import os
import sys
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from botengine.engine.effects import ActionCall
from botengine.events import Profile
from botengine.messages import Message
from botengine.runtime.ports import Sent, TryLater
from botengine.runtime.service import Runtime
from botengine.store.sqlite import SqliteStore
from botengine.testing.idle import idle
from botengine.values import Outcome, User
from tests.runtime.fakes import BOT, EchoBrain, FakeChannel, Till, arrival, live


class Diary:
    """Lines that survive a SIGKILL: one write each, to a file that is opened for appending."""

    def __init__(self, path: Path) -> None:
        self._file = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT)

    def write(self, *words: object) -> None:
        os.write(self._file, (json.dumps(words) + "\n").encode())


class Messenger(FakeChannel):
    """Now and then it answers 500."""

    def __init__(self, diary: Diary) -> None:
        super().__init__()
        self.diary = diary

    def send(self, receiver: str, message: Message, profile: Profile) -> Sent:
        if os.urandom(1)[0] < 5:
            raise TryLater("500", after=0.01)
        self.diary.write(receiver, int(message.text.split()[1]))
        return Sent("1")


class PayDesk(Till):
    """Notes every call of the effect."""

    def __init__(self, effect: str, diary: Diary) -> None:
        super().__init__(effect)
        self.diary = diary

    def perform(self, call: ActionCall, user: User, now: datetime) -> Outcome:
        user, number = call.key.partition("/")[0].split(":")[1::2]
        self.diary.write(user, int(number), call.key)
        return Outcome("ok")


class Numbers(EchoBrain):
    """Pays for every event and answers with its number, and a picture: such answers are never replaced."""

    def turn(self, snapshot, event, about):
        about.perform(ActionCall("pay", {}, f"{about.key}/pay"))
        result = super().turn(snapshot, event, about)
        picture = Message(result.messages[0].text, picture="https://example.test/ticket.png")
        return replace(result, messages=(picture,))


def main() -> None:
    folder, effect, lease = Path(sys.argv[1]), sys.argv[2], float(sys.argv[3])
    logging.basicConfig(level=logging.CRITICAL)
    store = SqliteStore(folder / "bot.db")
    bot = live(Messenger(Diary(folder / "sent")), Numbers(), PayDesk(effect, Diary(folder / "effects")))
    runtime = Runtime(store, {BOT: bot}, lease=lease, workers=4, senders=4)
    runtime.dispatcher.max_attempts = 10_000
    runtime.start()
    os.write(1, b"ready\n")
    for line in sys.stdin:
        user, number = json.loads(line)
        answer = f"{json.dumps([user, number])}\n".encode()
        runtime.accept(arrival(user, number, str(number))).add_done_callback(
            lambda future, answer=answer: future.exception() or os.write(1, answer)
        )
    while not idle(runtime, 1.0) or store.backlog().letters + store.backlog().arrivals:
        pass
    runtime.stop()
    store.close()


if __name__ == "__main__":
    main()
