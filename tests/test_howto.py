"""The guides are true: what they tell to write is written, checked and played here."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from click.testing import CliRunner

from botengine.cli.check import command as check
from botengine.engine.assembly import assemble
from botengine.engine.effects import ActionCall
from botengine.testing.clock import FrozenClock
from botengine.testing.scenario import find_scenarios, play
from botengine.values import User


def files_of(guide: str) -> dict[str, str]:
    """The files that a guide tells to write, by name."""
    text = (Path(__file__).parents[1] / f"docs/howto/{guide}.md").read_text(encoding="utf-8")
    return dict(re.findall(r"^`(\S+)`\n\n```\w+\n(.*?)^```$", text, re.MULTILINE | re.DOTALL))


FILES = files_of("write-an-action")
NEW = ("kitchen/__init__.py", "flows/main.yaml", "tests/scenarios/coffee.yaml")


@pytest.fixture
def bot(tmp_path: Path) -> Path:
    """The guide's bot, written as it tells."""
    for name, text in FILES.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text, encoding="utf-8")
    return tmp_path


def test_the_guides_scenario_passes(bot):
    (scenario,) = find_scenarios(bot / "tests" / "scenarios")
    assert play(scenario, assemble(bot)).problem == ""


def test_the_guides_action_notes_a_key_once(bot):
    services = assemble(bot, {"clock": FrozenClock(), "data": bot}).services
    for key in ("a", "a", "a", "b"):
        outcome = services.run(ActionCall("coffee.take", {}, key, None), User("u"), None)
    assert (outcome.name, (bot / "cups.txt").read_text()) == ("ok", "u a\nu b")


def test_the_guides_bot_has_no_problem_and_says_so_on_the_command_line(bot):
    checked = CliRunner().invoke(check, [str(bot)])
    assert (checked.exit_code, checked.output.strip()) == (0, "no problems in 2 files")


@pytest.mark.parametrize(
    ("file", "old", "new", "rule"),
    [
        ("flows/main.yaml", "      enough:", "      enuogh:", "unknown-outcome"),
        ("flows/main.yaml", "do: coffee.take", "do: coffee.tkae", "unknown-action"),
        ("flows/main.yaml", "          enough: {say: That is enough for today.}\n", "", "unhandled-outcome"),
        ("kitchen/__init__.py", '"ok", "enough"', '"ok", "enough", "spilt"', "unhandled-outcome"),
    ],
)
def test_what_the_guide_says_is_refused_is_refused(bot, file, old, new, rule):
    text = (bot / file).read_text()
    assert old in text
    (bot / file).write_text(text.replace(old, new))
    checked = CliRunner().invoke(check, [str(bot)])
    assert checked.exit_code == 1
    assert rule in checked.output


def test_action_button_and_scenario_take_less_than_30_lines():
    assert sum(bool(line) for name in NEW for line in FILES[name].splitlines()) < 30
