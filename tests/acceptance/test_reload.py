"""Reloading while people chat: nobody is lost, every tap is answered, whatever became of the screens."""

from __future__ import annotations

import threading
import time
from pathlib import Path
from random import Random
from typing import Any

import pytest
import requests

from botengine.demo import Options
from botengine.dev import Dev
from botengine.engine.conversation import restore
from botengine.engine.landing import screen_of
from tests.living import versions, write

THINK = 0.02  # seconds at most between two taps, for each person around
LOOK = 0.005  # seconds between two looks at a phone, likewise: or looking is all that the machine does
PATIENCE = 20.0  # seconds for an answer, on a busy machine


class Person(threading.Thread):
    """Taps and types at random until told to stop; `wrong` is what was not answered as it should be."""

    def __init__(self, url: str, name: str, bot: str, ended: threading.Event, crowd: int) -> None:
        super().__init__(daemon=True)
        self.url, self.name, self.bot, self.ended = f"{url}/control/users/{name}", name, bot, ended
        self.think, self.pause = crowd * THINK, crowd * LOOK
        self.random = Random(name)
        self.wrong: list[str] = []
        self.taps = 0
        self.http = requests.Session()

    def run(self) -> None:
        try:
            self.do("open", bot=self.bot)
            self.do("type", text="menu")
            while not self.ended.is_set() and not self.wrong:
                self.step()
            self.do("type", text="menu")
        except Exception as problem:  # noqa: BLE001 - told by the test
            self.wrong.append(f"{self.name}: {type(problem).__name__}: {problem}")

    def step(self) -> None:
        time.sleep(self.random.uniform(0.0, self.think))
        keys = self.keys(self.phone())
        if self.random.random() < 0.2 or not keys:
            self.do("type", text=self.random.choice(["Ann", "7", "menu", "hello"]))
        else:
            self.do("tap", index=self.random.randrange(len(keys)))

    def do(self, verb: str, **body: Any) -> None:
        """Do something and wait for the answer."""
        before = self.phone()["answers"]
        self.http.post(f"{self.url}/{verb}", json=body, timeout=PATIENCE)
        deadline = time.monotonic() + PATIENCE
        while (phone := self.phone())["answers"] <= before:
            if time.monotonic() > deadline:
                self.wrong.append(f"{self.name}: no answer to {verb} {body}")
                return
            time.sleep(self.pause)
        self.taps += 1
        now = [each["text"] for each in phone["messages"] if each["from"] == "bot"]
        if bad := [text for text in now if "FAILED" in text or not text]:
            self.wrong.append(f"{self.name}: {verb} {body}: {bad}")
        if not self.keys(phone) and "Your name" not in now[-1]:
            self.wrong.append(f"{self.name}: no way on from {now[-1]!r}")

    def phone(self) -> Any:
        return self.http.get(f"{self.url}?last=6", timeout=PATIENCE).json()

    def keys(self, phone: Any) -> list[Any]:
        return [key for row in (phone["keyboard"] or {"rows": []})["rows"] for key in row]


def drive(folder: Path, people: int, rounds: int, pause: float) -> tuple[list[Person], Dev]:
    """Let people chat while the flows change under them."""
    *others, first = versions()
    write(folder / "flows", first)
    dev = Dev(Options(folder / "flows", folder / "data", 0, 0, {})).start()
    assert isinstance(dev, Dev)
    ended, told = threading.Event(), []
    for number in range(people):
        requests.post(
            f"{dev.emulator.url}/control/users", json={"id": f"p{number}", "name": f"P{number}"}, timeout=9
        )
    chats = [Person(dev.emulator.url, f"p{number}", dev.app.id, ended, people) for number in range(people)]
    try:
        for each in chats:
            each.start()
        for _ in range(rounds):
            for files in (*others, first):
                time.sleep(pause)
                write(folder / "flows", files)
                told.append(dev.reload(lambda _: None))
        ended.set()
        for each in chats:
            each.join(3 * PATIENCE)
        assert told == [number % 8 != 3 for number in range(8 * rounds)]
        assert requests.get(f"{dev.emulator.url}/control/idle?timeout=20", timeout=30).ok
        check(dev, chats)
    finally:
        ended.set()
        dev.stop()
    return chats, dev


def check(dev: Dev, chats: list[Person]) -> None:
    store = dev.app.store
    assert not [each for each in chats if each.is_alive()]
    assert [each for chat in chats for each in chat.wrong] == []
    assert [each.trouble.reason for each in store.insight.troubles(dev.app.id)] == []
    kept = [store.conversation(dev.app.id, each.user) for each in store.people(dev.app.id)]
    assert [screen_of(restore(each).state) for each in kept] == ["main.menu"] * len(chats)


def test_people_chat_on_while_flows_change(tmp_path):
    drive(tmp_path, people=8, rounds=1, pause=0.4)


@pytest.mark.gate
def test_a_hundred_people_chat_on_while_flows_change_again_and_again(tmp_path):
    chats, _ = drive(tmp_path, people=100, rounds=2, pause=3.0)
    assert all(each.taps > 3 for each in chats)
