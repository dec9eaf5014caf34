"""What somebody did on a phone of the emulator, done again without a network, as a scenario."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from html import unescape
from typing import Any

from botengine.testing.chat import Chat, ChatError
from botengine.testing.written import Line

Entry = Mapping[str, Any]  # of the emulator's GET /control/log


@dataclass
class Deed:
    """One thing done. `index`: of the button, if known; `heard`: what the phone said to it."""

    line: Line
    index: int = -1
    heard: list[str] = field(default_factory=list)


def deeds(entries: Iterable[Entry], user: str, viber_ids: Collection[str]) -> list[Deed]:
    """All that a person did, in order. `viber_ids`: how bots know the person."""
    found: list[Deed] = []
    shown: list[tuple[str, str]] = []  # label and body of all buttons ever shown, those on screen last
    on_screen = 0
    for entry in entries:
        body = entry.get("body")
        if entry["kind"] == "control" and entry.get("user", user) == user and isinstance(body, Mapping):
            found += [each] if (each := _deed(entry, shown, on_screen)) else []
        elif entry["kind"] == "request" and isinstance(body, Mapping) and body.get("receiver") in viber_ids:
            if found and body.get("text"):
                found[-1].heard.append(str(body["text"]))
            keys = [*_buttons(body)]
            shown, on_screen = [*shown, *keys], len(keys) or on_screen
    return found[1:] if found and found[0].line[0] == "open" else found  # a scenario begins so by itself


def _buttons(body: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    for key in (body.get("keyboard") or {}).get("Buttons", ()):
        yield plain(str(key.get("Text", ""))), str(key.get("ActionBody", ""))


def plain(label: str) -> str:
    """A button's label without Viber's markup."""
    return unescape(re.sub(r"<[^>]*>", "", label)).strip()


def _deed(entry: Entry, shown: list[tuple[str, str]], on_screen: int) -> Deed | None:
    body, button = entry["body"], entry.get("button") or {}
    pressed, kind = str(button.get("action_body", "")), button.get("action_type", "reply")
    line: Line | None = None
    index = -1
    match entry["does"]:
        case "open":
            line = "open", True
        case "type":
            line = "type", body["text"]
        case "clock":
            line = "wait", body["advance"]
        case "location":
            line = "send", {"lat": body["lat"], "lon": body["lon"]}
        case "share-phone" | "tap" if kind == "share-phone" or entry["does"] == "share-phone":
            line = "send", {"phone": body.get("phone") or entry.get("phone", "")}
        case "tap" if kind == "reply":
            keys = [each for _, each in shown[-on_screen:]] if on_screen else []
            line, index = ("tap", plain(button["html"])), keys.index(pressed) if pressed in keys else -1
        case "replay":
            label = next((each for each, its in reversed(shown) if its == body["action_body"]), "")
            line = ("replay", label) if label else None
    return Deed(line, index) if line else None


def repeat(chat: Chat, done: Iterable[Deed]) -> list[str]:
    """Do all of it again; what cannot be done, or goes otherwise, is told."""
    remarks = []
    for number, deed in enumerate(done, 1):
        step = f"step {number}, {deed.line[0]} {deed.line[1]!r},"
        try:
            chat.do(_line(chat, deed))
        except ChatError as problem:
            remarks.append(
                f"step {number}, {deed.line[0]} {deed.line[1]!r}, is left out: {first(str(problem))}"
            )
            continue
        said, heard = first(chat.stage.phone.text), first(deed.heard[-1]) if deed.heard else ""
        if heard and said != heard:
            remarks.append(f"{step}: the phone said {heard!r}")
    return remarks


def _line(chat: Chat, deed: Deed) -> Line:
    """A tap by its label, or by its place where the label is on no button or on several."""
    verb, label = deed.line
    labels = chat.stage.phone.buttons
    if verb != "tap" or labels.count(label) == 1 or not 0 <= deed.index < len(labels):
        return deed.line
    return "press", deed.index + 1


def first(text: str) -> str:
    """The first line that says something."""
    return next((line.strip() for line in text.splitlines() if line.strip()), "")
