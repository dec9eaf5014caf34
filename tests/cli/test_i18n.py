"""The command for translators: texts into .po files, and what is wrong in them."""

from pathlib import Path

import pytest
from click.testing import CliRunner

from botengine.cli.i18n import command

FLOWS = """\
format: 1
bot: Shop
language: en
start: main.menu
types: {Colour: {red: {label: Red}, blue: {}}}
everywhere:
  words: [{words: [home, start], go: main.menu}]
  bottom: [{text: Help, url: "https://example.test/help"}]
  failed: Sorry.
"""
MAIN = """\
flow: main
data: {count: integer, colour: Colour, name: text}
screens:
  menu:
    text: 'Dear {{ name | default("guest") }}, {{ count | plural("one order", "# orders") }}, {{ colour }}'
    buttons: [{text: "{{ name }} 1", go: menu, confirm: Really?, set: {name: '"x"', count: 1}}]
"""


@pytest.fixture
def bot(tmp_path: Path) -> Path:
    (tmp_path / "flows").mkdir()
    (tmp_path / "flows.yaml").write_text(FLOWS, encoding="utf-8")
    (tmp_path / "flows" / "main.yaml").write_text(MAIN, encoding="utf-8")
    return tmp_path


def run(*arguments):
    result = CliRunner().invoke(command, [str(each) for each in arguments])
    return result.exit_code, result.output


def po(bot: Path) -> Path:
    return bot / "flows" / "locale" / "uk.po"


def test_all_texts_that_people_read_are_extracted_and_no_others(bot):
    assert run("extract", bot, "-l", "uk") == (0, "flows/locale/uk.po: 8 texts\n")
    text = po(bot).read_text(encoding="utf-8")
    wanted = ["Red", "home, start", "Help", "Sorry.", "guest", "one order", "Really?"]
    assert [each for each in wanted if f'msgid "{each}"' not in text] == []
    assert 'msgid_plural "# orders"\nmsgstr[0] ""\nmsgstr[1] ""\nmsgstr[2] ""' in text
    assert "example.test" not in text
    assert 'msgid "{{ name }} 1"' not in text
    assert "Please choose a button" not in text  # the engine says that by itself, in Ukrainian too


def test_extracting_again_changes_nothing(bot):
    run("extract", bot, "-l", "uk")
    before = po(bot).read_bytes()
    run("extract", bot)
    assert po(bot).read_bytes() == before


def test_lines_of_a_text_that_look_like_headers_stay(bot):
    main = bot / "flows" / "main.yaml"
    main.write_text(MAIN.replace("Really?", '"Total: 1\\nOrder-Number: 2\\nSure?"'), encoding="utf-8")
    run("extract", bot, "-l", "uk")
    run("extract", bot)
    assert '"Total: 1\\n"\n"Order-Number: 2\\n"\n"Sure?"' in po(bot).read_text("utf-8")


def test_a_changed_text_keeps_its_translation_as_a_guess(bot):
    run("extract", bot, "-l", "uk")
    file = po(bot)
    file.write_text(file.read_text("utf-8").replace('"Really?"\nmsgstr ""', '"Really?"\nmsgstr "Справді?"'))
    main = bot / "flows" / "main.yaml"
    main.write_text(main.read_text("utf-8").replace("Really?", "Really now?"), encoding="utf-8")
    run("extract", bot)
    assert '#, fuzzy\nmsgid "Really now?"\nmsgstr "Справді?"' in file.read_text("utf-8")


def test_the_check_fails_while_anything_is_missing(bot):
    run("extract", bot, "-l", "uk")
    status, said = run("check", bot)
    assert (status, "the translation of 'Really?' is missing" in said) == (1, True)


def test_the_check_is_content_when_all_is_translated(bot):
    run("extract", bot, "-l", "uk")
    head, *entries = po(bot).read_text("utf-8").split("\n\n")
    done = [each.replace('msgstr ""', "msgstr " + each.partition("msgid ")[2].partition("\n")[0])
            .replace(' ""', ' "# замовлень"') for each in entries]  # fmt: skip
    po(bot).write_text("\n\n".join([head, *done]), encoding="utf-8")
    assert run("check", bot) == (0, "0 problems in the translations (uk)\n")


def test_without_a_translation_it_is_said_how_to_begin_one(bot):
    status, said = run("extract", bot)
    assert (status, "begin one with --language uk" in said) == (2, True)


def test_flows_with_errors_are_shown_instead(bot):
    main = bot / "flows" / "main.yaml"
    main.write_text(MAIN.replace("go: menu", "go: nowhere"), encoding="utf-8")
    status, said = run("extract", bot, "-l", "uk")
    assert (status, "unknown-screen" in said) == (1, True)


def test_a_language_is_two_letters(bot):
    status, said = run("extract", bot, "-l", "../uk")
    assert (status, "is no language" in said, po(bot).exists()) == (2, True, False)
