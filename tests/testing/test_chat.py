"""The chat in the terminal: numbers, texts, verbs, mistakes; what is recorded passes as a scenario."""

from pathlib import Path

import pytest
from click.testing import CliRunner

from botengine.cli.chat import command
from botengine.engine.assembly import assemble
from botengine.testing.chat import ChatError, chat
from botengine.testing.scenario import find_scenarios, play

ROOT = Path(__file__).parents[2]


def talk(*lines: str, options: tuple[str, ...] = ()):
    return CliRunner().invoke(command, [str(ROOT), *options], input="\n".join(lines) + "\n")


@pytest.fixture
def admin():
    with chat(ROOT, "admin") as opened:
        yield opened


def test_buttons_have_numbers_that_press_them():
    output = talk("2").output
    assert "  2 [🔎 Bestellung suchen]" in output
    assert "Wonach suchen Sie?" in output


def test_other_lines_are_typed(admin):
    admin.enter("1042")
    assert admin.stage.phone.at == "orders.order.booked"


def test_a_quote_types_what_would_be_a_button(admin):
    admin.enter('"2')
    assert admin.lines[0] == ("type", "2")


def test_a_colon_does_what_scenarios_do(admin):
    for line in ("1042", ":as partner", ":wait 31 min", ":send {phone: '+49 151 00000000'}"):
        admin.enter(line)
    assert [verb for verb, _ in admin.lines if verb not in {"at", "see"}] == ["type", "as", "wait", "send"]


@pytest.mark.parametrize(
    ("line", "told"),
    [(":tpa x", "there is no :tpa"), (":wait long", "is no duration"), (":replay X", "no earlier screen")],
)
def test_what_cannot_be_done_is_told_and_not_recorded(admin, line, told):
    with pytest.raises(ChatError, match=told):
        admin.enter(line)
    assert admin.lines == []


def test_a_recorded_chat_passes_as_a_scenario(tmp_path):
    file = tmp_path / "pay_an_order.yaml"
    result = talk("1042", "1", "1", ":as partner", "1", options=("--as", "admin", "--record", str(file)))
    (scenario,) = find_scenarios(file)
    assert (result.exit_code, scenario.name) == (0, "pay an order")
    assert "    - at: orders.order.paid\n" in file.read_text()
    assert play(scenario, assemble(ROOT)).problem == ""


def test_a_recorded_chat_fails_when_the_bot_answers_otherwise(tmp_path, admin):
    admin.enter("1042")
    text = admin.scenario("x").replace("orders.order.booked", "orders.order.paid")
    (tmp_path / "x.yaml").write_text(text)
    (scenario,) = find_scenarios(tmp_path / "x.yaml")
    assert "the chat is at 'orders.order.booked'" in play(scenario, assemble(ROOT)).problem


def test_buttons_of_one_label_are_recorded_by_number(admin):
    admin.enter("1043")
    admin.stage.phone.messages[-1] = admin.stage.phone.messages[-1].__class__(
        "x", admin.stage.phone.messages[-1].keyboard.__class__(admin.stage.phone.keys[:1] * 2)
    )
    admin.enter("2")
    assert ("press", 2) in admin.lines


def test_an_existing_file_is_not_overwritten(tmp_path):
    (tmp_path / "a.yaml").write_text("mine")
    assert talk(options=("--record", str(tmp_path / "a.yaml"))).exit_code == 2
    assert (tmp_path / "a.yaml").read_text() == "mine"


def test_an_unknown_person_is_told_with_the_known_ones():
    result = talk(options=("--as", "chef"))
    assert (result.exit_code, "nobody is 'chef'; sample people and roles are admin" in result.output) == (
        2,
        True,
    )


def test_files_and_places_can_be_chatted_about_and_written_down(tmp_path):
    everything = ROOT / "tests" / "testing" / "everything"
    with chat(everything, "boss") as opened:
        pictures = next(n for n, key in enumerate(opened.stage.phone.keys, 1) if key.label == "Pictures")
        opened.enter(str(pictures))
        assert "  2 [Thing 1 / €1.00]" in opened.screen
        opened.enter("3")
        assert opened.screen.startswith("(picture blue.png)\n*Thing 2*")
        opened.enter("1")
        assert opened.screen.startswith("(file Thing 2.csv)\n(picture blue.png)\nHere it is.")
        opened.enter(":back")
        opened.enter("7")
        assert "  1 [📱 Share my number -> a question: :send" in opened.screen
        with pytest.raises(ChatError, match="open a question"):
            opened.enter("1")
        opened.enter(":send {phone: '+49 155 50100'}")
        assert opened.stage.phone.at == "rich.where"
        scenario = opened.scenario("Rich")
    assert '- expect: {file: "Thing 2.csv"}' in scenario
    (tmp_path / "rich.yaml").write_text(scenario)
    (written,) = find_scenarios(tmp_path / "rich.yaml")
    assert play(written, assemble(everything)).problem == ""
