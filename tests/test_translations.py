"""The shipped bot in its four languages: complete, right plurals, labels that fit their buttons."""

import re
import unicodedata
from pathlib import Path

import pytest
from babel.messages.pofile import read_po
from click.testing import CliRunner

from botengine.cli.i18n import command
from botengine.engine.assembly import assemble
from botengine.messages import COLUMNS, MAX_LABEL
from botengine.spec.moves import Text
from botengine.spec.places import Place
from botengine.testing.phone import Phone
from botengine.values import User

ROOT = Path(__file__).parents[1]
LANGUAGES = ("de", "en", "uk", "ru")
FITS = {6: 34, 3: 15, 2: 9, 1: 4}  # characters that a phone of usual size shows in so many columns


@pytest.fixture(scope="module")
def bot():
    made = assemble(ROOT)
    yield made
    made.services.close()


def test_the_shipped_translations_are_complete():
    result = CliRunner().invoke(command, ["check", str(ROOT)])
    assert result.output == "0 problems in the translations (en, ru, uk)\n"


def width(label: str) -> int:
    """Letters count one, emoji two, their variation marks nothing."""
    shown = [letter for letter in label if unicodedata.category(letter) not in ("Mn", "Cf")]
    return sum(2 if unicodedata.category(letter) == "So" and letter != "✓" else 1 for letter in shown)


def labels(bot):
    """Every button with its columns; a value in its label is what stands first in its quotes, or nothing."""
    here = bot.bot.everywhere
    for screen in bot.bot.screens.values():
        for button in (*screen.buttons, *(b for case in screen.cases.values() for b in case.buttons)):
            yield button.text, button.columns or COLUMNS
    yield from ((button.text, COLUMNS // len(here.bottom)) for button in here.bottom)
    yield from (
        (text, COLUMNS // 2)
        for text in (here.said["yes"], here.said["no"], here.said["next"], here.said["previous"])
    )


def without_values(label: str) -> str:
    return re.sub(r"\{\{[^'}]*(?:'([^']*)')?.*?\}\}", r"\1", label)


def catalogue(language: str) -> dict[str, str]:
    file = ROOT / f"flows/locale/{language}.po"
    return (
        {each.id: each.string for each in read_po(file.open("rb")) if type(each.id) is str}
        if file.exists()
        else {}
    )


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_label_is_cut(bot, language):
    known = catalogue(language)
    said = [(without_values(known.get(text.source, text.source)), n) for text, n in labels(bot)]
    assert [label for label, n in said if len(label) > MAX_LABEL or width(label) > FITS[n]] == []


@pytest.mark.parametrize(
    ("language", "forms"),
    [
        ("de", ["0 Bestellungen", "Eine Bestellung", "2 Bestellungen", "5 Bestellungen", "21 Bestellungen"]),
        ("en", ["0 orders", "One order", "2 orders", "5 orders", "21 orders"]),
        ("uk", ["0 замовлень", "1 замовлення", "2 замовлення", "5 замовлень", "21 замовлення"]),
        ("ru", ["0 заказов", "1 заказ", "2 заказа", "5 заказов", "21 заказ"]),
    ],
)
def test_numbers_take_the_form_of_their_language(bot, language, forms):
    text = Text('{{ n | plural("Eine Bestellung", "# Bestellungen") }}', Place("flows.yaml", 1, 1))
    assert [bot.engine.renderer.text(text, {"n": n}, language) for n in (0, 1, 2, 5, 21)] == forms


def test_an_untranslated_plural_follows_the_rules_of_its_own_language(bot):
    text = Text('{{ n | plural("ein Hund", "# Hunde") }}', Place("flows.yaml", 1, 1))
    assert [bot.engine.renderer.text(text, {"n": n}, "uk") for n in (1, 21)] == ["ein Hund", "21 Hunde"]


def small_bot(folder: Path, language: str, translation: str) -> Path:
    """An English bot with one translation."""
    (folder / "flows" / "locale").mkdir(parents=True)
    front = "format: 1\nbot: Shop\nlanguage: en\nstart: main.menu\n"
    (folder / "flows.yaml").write_text(front, encoding="utf-8")
    flow = "flow: main\nscreens:\n  menu: {text: Hello, buttons: [{text: Help, go: menu}]}\n"
    (folder / "flows" / "main.yaml").write_text(flow, encoding="utf-8")
    (folder / "flows" / "locale" / f"{language}.po").write_text(translation, encoding="utf-8")
    return folder


@pytest.mark.parametrize(("mine", "other"), [("uk", "ru"), ("ru", "uk")])
def test_a_text_is_never_taken_from_the_neighbouring_language(tmp_path, mine, other):
    whole = 'msgid "Hello"\nmsgstr "Привет"\n\nmsgid "Help"\nmsgstr "Допомога"\n'
    assert Phone(small_bot(tmp_path, other, whole), User("eva", language=mine)).open().text == "Hello"


@pytest.mark.parametrize("word", ["Menü", "menu", "головне меню", "Старт", "начало"])
def test_typed_words_work_in_every_language_for_everybody(bot, word):
    phone = Phone(bot, User("eva", "Eva", "admin", language="de")).open()
    phone.tap("🔎 Bestellung suchen").type(word)
    assert phone.at == "main.menu"


def test_a_guess_is_not_shown(tmp_path):
    guess = '#, fuzzy\nmsgid "Hello"\nmsgstr "Auf Wiedersehen"\n'
    assert Phone(small_bot(tmp_path, "de", guess), User("eva", language="de")).open().text == "Hello"
