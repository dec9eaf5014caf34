"""A partner sees not one byte of a foreign order, customer or sum, whatever he presses, forges and types."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from botengine.engine.assembly import assemble
from botengine.events import Pressed
from botengine.messages import Message
from botengine.testing.clock import FrozenClock
from botengine.testing.phone import Phone
from botengine.values import User
from tests.actions.canary import MARKS, Spy, marked_shop, told_typed

ROOT = Path(__file__).parents[2]
LANGUAGES = ("de", "en", "uk", "ru")
NASTY = (
    "*", '"', "%", "_", "' OR 1=1 --", 'search:(" ") OR owner:"p2"', "{{ order.buyer }}", "{{ 7 * 7 }}",
    "p2", "p3", "owner:p2", "KANARIENVOGEL", "kanar", "verrat", "xk", "qz", "XK", "+49 000-777", "@", ".",
    "-1", "0", "1" * 300, "menü", "zurück", "abbrechen", "1042", "meier", "anna.meier@example.test",
    "лфтфкшутмщпуд", "\N{ZERO WIDTH SPACE}",
)  # fmt: skip


class Burglar:
    """A partner at a phone: presses what is there, what was there, what never was; types what is foreign."""

    def __init__(self, spy: Spy, folder: Path, seed: int) -> None:
        self.chance = random.Random(seed)
        self.clock = FrozenClock()
        given = {"clock": self.clock, "data": folder, "whole_shop": spy}
        self.user = User(
            "paul", "Paul", "partner", language=LANGUAGES[seed % 4], attributes={"partner": "p1"}
        )
        self.phone = Phone(assemble(ROOT, given), self.user, self.clock)
        self.texts, self.old = [*told_typed(spy.shop), *NASTY], [""]
        self.phone.open()

    def act(self) -> str:
        """Do something; everything that the bot answers, as one text."""
        phone, chance = self.phone, self.chance
        before = len(phone.messages)
        if not phone.user.role:  # signed out by the last deed
            phone.user = self.user
        keys = [key.body for key in phone.keys if key.kind == "press"]
        match chance.choices(("press", "old", "forged", "type", "wait"), (55, 10, 10, 23, 2))[0]:
            case "press" if keys:
                self.old = [*self.old[-200:], chance.choice(keys)]
                phone.press(self.old[-1])
            case "old" if self.old[-1]:
                phone.press(chance.choice([each for each in self.old if each]))
            case "forged" if keys:
                nonce = chance.choice(keys).removeprefix("~").rpartition(".")[0]
                phone.send(Pressed(nonce, chance.choice((-1, 0, len(keys), 10**9, chance.randrange(60)))))
            case "wait":
                self.clock.advance(chance.choice((1, 61, 7_200)))
            case _:
                phone.type(chance.choice(self.texts))
        return "\n".join(shown for message in phone.messages[before:] for shown in everything(message))


def everything(message: Message) -> Iterator[str]:
    """Every text that goes out with a message."""
    yield from (message.text, message.picture, message.file, message.file_name)
    for key in message.keyboard.keys if message.keyboard else ():
        yield from (key.label, key.body)


def break_in(spy: Spy, folder: Path, steps: int, seed: int) -> list[str]:
    """The first marks that come out or are answered at the shop's port; [] if `steps` deeds show none."""
    burglar = Burglar(spy, folder, seed)
    for _ in range(steps):
        seen = MARKS.findall(burglar.act())
        if seen or spy.leaks:
            return [*seen, *spy.leaks]
        burglar.phone.messages[:-1], burglar.phone.journal[:], burglar.phone.called[:] = [], [], []
    assert spy.asked > steps / 4  # the shop was really asked
    return []


@pytest.mark.parametrize("seed", range(4), ids=LANGUAGES)
def test_a_partner_sees_no_byte_of_what_is_foreign(tmp_path, seed):
    shop = marked_shop(tmp_path / "shop.db", FrozenClock())
    assert break_in(Spy(shop), tmp_path, 250, seed) == []


def test_a_foreign_code_at_the_entrance_is_answered_like_an_unknown_one(tmp_path):
    spy = Spy(marked_shop(tmp_path / "shop.db", FrozenClock()))
    given = {"clock": FrozenClock(), "data": tmp_path, "whole_shop": spy}
    phone = Phone(assemble(ROOT, given), User("paul", "Paul", "partner", attributes={"partner": "p1"})).open()
    phone.tap("🎟 Einlass")
    answers = set()
    for text in ("gibtesnicht", *told_typed(spy.shop)[::40]):
        phone.type(text)
        answers.add(re.sub("„.*“", "", "\n".join(everything(phone.messages[-1]))))
        assert phone.at == "entrance.next"
    answers = {re.sub(r"~\w+\.\d+", "", answer) for answer in answers}  # keys are new on every screen
    assert len(answers) == 1
    assert spy.leaks == []


@pytest.mark.parametrize("seed", range(2), ids=LANGUAGES[:2])
def test_a_shop_that_forgets_the_scope_is_found_out(tmp_path, seed):
    shop = marked_shop(tmp_path / "shop.db", FrozenClock())
    assert break_in(Spy(shop, forgetful=True), tmp_path, 2_000, seed) != []


def test_the_marks_are_everywhere_for_an_administrator(tmp_path):
    spy = Spy(marked_shop(tmp_path / "shop.db", FrozenClock()))
    given = {"clock": FrozenClock(), "data": tmp_path, "whole_shop": spy}
    phone = Phone(assemble(ROOT, given), User("rita", "Rita", "admin")).open()
    for tap in ("Bestellungen anzeigen", "Kunden", "Verkaufsstatistik"):
        assert MARKS.search("\n".join(everything(phone.tap(tap).messages[-1]))), tap
        phone.type("menü")


@pytest.mark.gate
@pytest.mark.parametrize("seed", range(100, 104), ids=LANGUAGES)
def test_100_000_deeds_show_a_partner_nothing_foreign(tmp_path, seed):
    shop = marked_shop(tmp_path / "shop.db", FrozenClock(), orders=1_000)
    assert break_in(Spy(shop), tmp_path, 25_000, seed) == []
