"""A chat line by line, for terminals: numbers press buttons, texts are typed, all can be written down."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from botengine.engine.assembly import Assembly, assemble
from botengine.errors import BotengineError
from botengine.messages import Key
from botengine.spec.source import read
from botengine.testing.clock import FrozenClock
from botengine.testing.phone import Phone
from botengine.testing.stage import Stage, person_of
from botengine.testing.verbs import VERBS
from botengine.testing.written import Line, scenario_text

DEEDS = ("open", "replay", "send", "back", "wait", "notice", "as")  # verbs that a line can begin with
HELP = f"""A number presses a button, anything else is typed; "3 types a 3.
:{", :".join(DEEDS)} do what they do in scenarios, such as :wait 31 min"""


class ChatError(BotengineError):
    """The line cannot be done; the message says what could be."""


class Chat:
    """What a terminal shows and sends. `lines` is the chat so far, as steps of a scenario."""

    def __init__(self, stage: Stage, person: Any) -> None:
        self.stage = stage
        self.person = person
        self.lines: list[Line] = []

    @property
    def screen(self) -> str:
        """What has just come: files by their names, the text, the buttons, numbered from 1."""
        phone = self.stage.phone
        files = [f"({kind} {name})" for kind, name in _files(phone)]
        rows = [f"{number:>3} [{_shown(key)}]" for number, key in enumerate(phone.keys, 1)]
        return "\n".join([*files, phone.text, "", *rows]).strip("\n")

    def enter(self, entry: str) -> None:
        """Do what somebody typed. ChatError if that cannot be done."""
        self.do(self._meant(entry))

    def do(self, line: Line) -> None:
        """Do a step of a scenario, and note it with what is then seen. ChatError if that cannot be done."""
        try:
            VERBS[line[0]](self.stage, line[1])
        except (AssertionError, ValueError, KeyError) as problem:
            raise ChatError(str(problem)) from problem
        self.lines += [line, *self._seen()]

    def scenario(self, name: str, remarks: Sequence[str] = ()) -> str:
        """The chat as a scenario that passes as long as the bot answers as it did."""
        return scenario_text(name, self.person, self.lines, remarks)

    def _meant(self, entry: str) -> Line:
        entry = entry.strip()
        if entry.isascii() and entry.isdigit() and 1 <= int(entry) <= len(self.stage.phone.keys):
            return self._press(int(entry))
        verb, _, rest = entry.removeprefix(":").partition(" ")
        if not entry.startswith(":"):
            return "type", entry.removeprefix('"')
        if verb not in DEEDS:
            raise ChatError(f"there is no :{verb}; known are :{', :'.join(DEEDS)}")
        return verb, (read(rest.encode(), "chat").root if rest else True)

    def _press(self, number: int) -> Line:
        keys = self.stage.phone.keys
        key = keys[number - 1]
        if not key.comes_back:
            raise ChatError(f"on a phone this button would open {_opens(key)}")
        alone = Counter(each.label for each in keys)[key.label] == 1
        return ("tap", key.label) if alone else ("press", number)

    def _seen(self) -> Iterator[Line]:
        phone = self.stage.phone
        if phone.bot.bot.states.get(phone.at.partition("?")[0]):
            yield "at", phone.at
        yield from (("expect", {kind: name}) for kind, name in _files(phone))
        first = next((line.strip() for line in phone.text.splitlines() if line.strip()), "")
        if first:
            yield "see", first


def _shown(key: Key) -> str:
    label = " / ".join(key.label.splitlines())
    return label if key.comes_back else f"{label} -> {_opens(key)}"


def _opens(key: Key) -> str:
    return {
        "share_phone": "a question: :send {phone: '+49 ...'}",
        "location": "a map: :send {lat: 52.5, lon: 13.4}",
    }.get(key.kind, key.body)


def _files(phone: Phone) -> Iterator[tuple[str, str]]:
    for message in phone.newest:
        if message.picture:
            yield "picture", message.picture.rpartition("/")[2]
        if message.file:
            yield "file", message.file_name


@contextmanager
def chat(directory: Path, person: str = "") -> Iterator[Chat]:
    """A new chat with the bot of a directory. `person`: a sample person or a role; "" is the first of them.

    ChatError for an unknown person. What the bot keeps in files is forgotten at the end.
    """
    with TemporaryDirectory(prefix="chat-") as data:
        bot = assemble(directory, {"clock": (clock := FrozenClock()), "data": Path(data)})
        try:
            who = _person(bot, person)
            phone = Phone(bot, person_of(bot, who), clock)
            yield Chat(Stage(phone.open(), {phone.user.id: phone}), who)
        finally:
            bot.services.close()


def _person(bot: Assembly, person: str) -> str:
    known = [*bot.bot.people, *bot.bot.roles]
    if person and known and person not in known:
        raise ChatError(
            f"nobody is '{person}'; sample people and roles are {', '.join(dict.fromkeys(known))}"
        )
    return person or next(iter(known), "tester")
