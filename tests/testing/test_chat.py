"""The chat in the terminal: numbers, texts, verbs, mistakes; what is recorded passes as a scenario."""

from pathlib import Path

import pytest
from click.testing import CliRunner

from botengine.cli.chat import command
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
    assert play(scenario, ROOT).problem == ""


def test_a_recorded_chat_fails_when_the_bot_answers_otherwise(tmp_path, admin):
    admin.enter("1042")
    text = admin.scenario("x").replace("orders.order.booked", "orders.order.paid")
    (tmp_path / "x.yaml").write_text(text)
    (scenario,) = find_scenarios(tmp_path / "x.yaml")
    assert "the chat is at 'orders.order.booked'" in play(scenario, ROOT).problem


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
