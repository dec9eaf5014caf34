"""What a random walker does next: mostly what a person would, sometimes what nobody should."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from random import Random
from typing import Any

from botengine.engine.answers import read_answer
from botengine.spec.bot import Bot, Check
from botengine.spec.types import Choice, Type
from botengine.testing.stage import Stage
from botengine.testing.written import Line

RECENT = 12  # messages back to which an old button is pressed
ANSWERED = 0.4  # of the turns at a question; else walks would seldom come to the end of several
LONG = 8_000  # characters, more than any messenger shows
DURATIONS = ("1 min", "31 min", "2 hours", "3 days", "40 days")
SHARED = {"share_phone": {"phone": "+49 151 00000000"}, "location": {"lat": 52.5, "lon": 13.4}}
TEXTS = (
    "a", "Meier", "MÜLLER", "1042", "0", "-1", "3", "12,50", "1.000.000", "100%", "_", "31.02.2026",
    "01.03.2026", "somebody@example.test", "a@b", "+49 151 00000000", "18:30", "ja", "nein", "None",
    " ", "  x  ", "\t", "zwei\nZeilen", "a\0b", "😀", "👨\u200d👩\u200d👧", "Олена", "مرحبا", "\\", '"', "%s",
    "{{ 7 * 7 }}", "{% for x in y %}", "*fett* _kursiv_", "~test0001.0", "' OR 1=1 --", "<b>x</b>",
    "2026-04-01", "01.04.2026 19:30", "kurz", "eine etwas längere Antwort", "x" * LONG,
)  # fmt: skip


def people(bot: Bot) -> Sequence[Any]:
    """Who walks: the sample people, and one for each role that none of them has."""
    had = {user.role for user in bot.people.values()}
    others = [{"role": role, "id": f"some-{role}"} for role in bot.roles if role not in had]
    return [*bot.people, *others] or [{"role": "", "id": "tester"}]


def choose(random: Random, stage: Stage, persons: Sequence[Any]) -> Line:
    """The next line of a walk; it can always be done."""
    kinds: list[tuple[int, Callable[[Random, Stage, Sequence[Any]], Line | None]]] = [
        (64, _tap), (16, _type), (6, _replay), (4, _wait), (3, _open), (3, _notice), (2, _send), (2, _other),
    ]  # fmt: skip
    if random.random() < ANSWERED and (answers := _answers(random, stage)):
        return random.choice(answers)
    (wanted,) = random.choices([kind for _, kind in kinds], [weight for weight, _ in kinds])
    return wanted(random, stage, persons) or _type(random, stage, persons)


def _tap(random: Random, stage: Stage, _persons: Sequence[Any]) -> Line | None:
    keys = stage.phone.keys
    often = Counter(key.label for key in keys)
    labels = [key.label for key in keys if key.comes_back and often[key.label] == 1]
    return ("tap", random.choice(labels)) if labels else None


def _type(random: Random, stage: Stage, _persons: Sequence[Any]) -> Line:
    return "type", random.choice([*TEXTS, *_words(stage)])


def _answers(random: Random, stage: Stage) -> Sequence[Line]:
    """What fits the question on screen, if there is one."""
    screen = stage.phone.bot.bot.states.get(stage.phone.at)
    if screen is None or screen.ask is None:
        return ()
    check = screen.ask.check
    low, high = int(check.minimum or 0), int(check.maximum or 100)
    number = random.randint(min(low, high), max(low, high))
    options = check.type.options if isinstance(check.type, Choice) else ()
    texts = [each for each in (*TEXTS, str(number), f"{number / 100:.2f}", *options) if _fits(check, each)]
    shared = [("send", SHARED[screen.ask.share])] if screen.ask.share else []
    return [*(("type", text) for text in texts), *shared]


def _fits(check: Check, text: str) -> bool:
    try:
        read_answer(check, text)
    except ValueError:
        return False
    return True


def _words(stage: Stage) -> Iterator[str]:
    """The bot's own words, and some that stand on the screen: what people copy."""
    for word in stage.phone.bot.bot.everywhere.words:
        yield from word.words
    for text in (stage.phone.text, *stage.phone.buttons):
        yield from re.findall(r"[\w@.]{2,}", text)[:8]


def _replay(random: Random, stage: Stage, _persons: Sequence[Any]) -> Line | None:
    shown = {key.body for key in stage.phone.keys}
    labels = [
        key.label
        for message in stage.phone.messages[-RECENT:]
        for key in (message.keyboard.keys if message.keyboard else ())
        if key.comes_back and key.body not in shown
    ]
    return ("replay", random.choice(labels)) if labels else None


def _wait(random: Random, _stage: Stage, _persons: Sequence[Any]) -> Line:
    return "wait", random.choice(DURATIONS)


def _open(_random: Random, _stage: Stage, _persons: Sequence[Any]) -> Line:
    return "open", True


def _notice(random: Random, stage: Stage, _persons: Sequence[Any]) -> Line | None:
    notices = stage.phone.bot.bot.notices
    if not notices:
        return None
    name = random.choice([*notices])
    texts = [text for text in (*TEXTS, *_words(stage)) if len(text) < LONG]
    values = {each: _value(random, type_, texts) for each, type_ in notices[name].takes.items()}
    data = {each: value for each, value in values.items() if value is not None}
    return "notice", {"name": name, "data": data}


def _value(random: Random, type_: Type, texts: Sequence[str]) -> Any:
    """A value that an event could bring; None if no text means one of this type."""
    for text in random.sample(texts, len(texts)):
        try:
            return type_.encode(type_.parse(text))
        except ValueError:
            continue
    return None


def _send(random: Random, _stage: Stage, _persons: Sequence[Any]) -> Line:
    return "send", random.choice([*SHARED.values()])


def _other(random: Random, _stage: Stage, persons: Sequence[Any]) -> Line | None:
    return ("as", random.choice(persons)) if len(persons) > 1 else None
