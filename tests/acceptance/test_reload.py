"""Reloading while people chat: nobody is lost, every tap is answered, whatever became of the screens."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from pathlib import Path
from random import Random
from typing import Any

import pytest
import requests

from botengine.demo import Options
from botengine.dev import Dev
from botengine.engine.conversation import restore
from botengine.engine.landing import screen_of

PATIENCE = 20.0  # seconds for an answer, on a busy machine
FRONT = """
format: 1
bot: Living
id: living
language: en
start: main.menu
everywhere:
  words: [{words: [menu], go: main.menu}]
  bottom: [{text: Back, back: true}, {text: Menu, go: main.menu}]
  failed: "FAILED {{ error.id }}"
  idle: {after: 30 min, go: main.menu}
"""
MAIN = """
flow: main
data: {name: text, visits: integer}
screens:
  menu:
    text: "Hello {{ name }}"
    buttons:
      - {text: Tasks, go: tasks.one}
      - {text: Name, call: naming, keep: name}
"""
TASKS = """
flow: tasks
data: {colour: Colour}
screens:
  one:
    text: One
    buttons:
      - {text: Red, set: {colour: "'red'"}, go: two}
      - {text: Green, id: green, set: {colour: "'green'"}, go: two}
  two:
    text: "Two {{ colour }}"
    buttons:
      - {text: Three, go: three}
      - {text: Sure, confirm: "Really?", say: "Good."}
  three:
    text: Three
    buttons: [{text: One, go: one}]
"""
NAMING = """
flow: naming
data: {given: text}
screens:
  enter:
    text: Your name?
    ask: given
    go: sure
  sure:
    text: "{{ given }}?"
    buttons: [{text: "Yes", return: given}, {text: Again, go: enter}]
"""
Files = dict[str, str]


def versions() -> Iterator[Files]:
    """One after the other, and again from the beginning."""
    first = {
        "flows.yaml": FRONT + "types: {Colour: [red, green]}\n",
        "flows/main.yaml": MAIN, "flows/tasks.yaml": TASKS, "flows/naming.yaml": NAMING,
    }  # fmt: skip
    yield changed(first, ("Hello {{ name }}", "Welcome {{ name }}"), ("text: Three\n", "text: The third\n"))
    yield changed(first, ("  two:\n", "  second:\n    renamed: two\n"), ("go: two}", "go: second}"))
    yield changed(
        first, ("flow: tasks\n", "flow: work\nrenamed: tasks\n"), ("tasks.one", "work.first"),
        ("  one:\n", "  first:\n    renamed: one\n"), ("go: one}", "go: first}"),
    )  # fmt: skip
    yield changed(first, ("go: three", "go: threee"))  # is refused
    gone = (
        first["flows/tasks.yaml"].partition("  two:\n")[0] + "  three:\n" + TASKS.partition("  three:\n")[2]
    )
    yield changed({**first, "flows/tasks.yaml": gone}, ("go: two}", "go: three}"))
    yield changed(
        first, ("{colour: Colour}", "{colour: text, extra: [text]}"), ("{given: text}", "{given: integer}"),
        ("name: text, visits: integer", "name: text, visits: text, born: date"),
        ("keep: name", "keep: visits"), ("[red, green]", "[blue]"), ("return: given", "return: born"),
        ("{{ given }}?", "{{ given + 1 }}?"), ("data: {given", "data: {born: text, given"),
    )  # fmt: skip
    without = {name: text for name, text in first.items() if name != "flows/naming.yaml"}
    yield changed(without, ("call: naming, keep: name", "go: tasks.three, id: b"))
    yield first


def changed(files: Files, *replacements: tuple[str, str]) -> Files:
    for old, new in replacements:
        assert any(old in text for text in files.values()), old
        files = {name: text.replace(old, new) for name, text in files.items()}
    return files


def write(folder: Path, files: Files) -> None:
    (folder / "flows").mkdir(parents=True, exist_ok=True)
    for file in (folder / "flows").glob("*.yaml"):
        if f"flows/{file.name}" not in files:
            file.unlink()
    for name, text in files.items():
        (folder / name).write_text(text.lstrip(), encoding="utf-8")


class Person(threading.Thread):
    """Taps and types at random until told to stop; `wrong` is what was not answered as it should be."""

    def __init__(self, url: str, name: str, bot: str, ended: threading.Event) -> None:
        super().__init__(daemon=True)
        self.url, self.name, self.bot, self.ended = f"{url}/control/users/{name}", name, bot, ended
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
        keys = self.keys(self.phone())
        if self.random.random() < 0.2 or not keys:
            self.do("type", text=self.random.choice(["Ann", "7", "menu", "hello"]))
        else:
            self.do("tap", index=self.random.randrange(len(keys)))

    def do(self, verb: str, **body: Any) -> None:
        """Do something and wait for the answer."""
        before = self.said(self.phone())
        self.http.post(f"{self.url}/{verb}", json=body, timeout=PATIENCE)
        deadline = time.monotonic() + PATIENCE
        while len(now := self.said(phone := self.phone())) <= len(before):
            if time.monotonic() > deadline:
                self.wrong.append(f"{self.name}: no answer to {verb} {body}")
                return
            time.sleep(0.02)
        self.taps += 1
        if bad := [text for text in now[len(before) :] if "FAILED" in text or not text]:
            self.wrong.append(f"{self.name}: {verb} {body}: {bad}")
        if not self.keys(phone) and "Your name" not in now[-1]:
            self.wrong.append(f"{self.name}: no way on from {now[-1]!r}")

    def phone(self) -> Any:
        return self.http.get(self.url, timeout=PATIENCE).json()

    def said(self, phone: Any) -> list[str]:
        return [each["text"] for each in phone["messages"] if each["from"] == "bot"]

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
    chats = [Person(dev.emulator.url, f"p{number}", dev.app.id, ended) for number in range(people)]
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
    assert [each.trouble.reason for each in store.errors(dev.app.id)] == []
    kept = [store.conversation(dev.app.id, each.user) for each in store.people(dev.app.id)]
    assert [screen_of(restore(each).state) for each in kept] == ["main.menu"] * len(chats)


def test_people_chat_on_while_flows_change(tmp_path):
    drive(tmp_path, people=8, rounds=1, pause=0.4)


@pytest.mark.gate
def test_a_hundred_people_chat_on_while_flows_change_again_and_again(tmp_path):
    chats, _ = drive(tmp_path, people=100, rounds=3, pause=3.0)
    assert all(each.taps > 3 for each in chats)
