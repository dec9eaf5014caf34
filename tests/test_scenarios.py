"""The shipped bot's scenarios, and how scenarios tell what is wrong."""

from pathlib import Path

import pytest
from click.testing import CliRunner

from botengine.cli.test import command
from botengine.engine.assembly import assemble
from botengine.testing.scenario import ScenarioError, find_scenarios, play

ROOT = Path(__file__).parents[1]
SCENARIOS = list(find_scenarios(ROOT / "tests" / "scenarios"))


@pytest.fixture(scope="module")
def bot():
    return assemble(ROOT)


@pytest.mark.parametrize("scenario", SCENARIOS, ids=lambda scenario: scenario.name)
def test_the_shipped_bot_behaves(bot, scenario):
    assert play(scenario, bot).problem == ""


def write(path: Path, steps: str) -> Path:
    path.write_text(f"scenario: Try\nas: admin\nsteps:\n{steps}", encoding="utf-8")
    return path


def test_a_failing_step_shows_its_line_and_the_phone(bot, tmp_path):
    (scenario,) = find_scenarios(write(tmp_path / "a.yaml", "  - tap: Gibt es nicht\n"))
    problem = play(scenario, bot).problem
    assert problem.startswith(f"{tmp_path / 'a.yaml'}:4:5: tap: no button says 'Gibt es nicht'")
    assert "| [ 📋 Bestellungen anzeigen ]" in problem


def test_a_misspelt_verb_is_refused_with_the_right_one(tmp_path):
    with pytest.raises(ScenarioError, match=r"a.yaml:4:5: unknown verb 'tpa'; did you mean 'tap'\?"):
        list(find_scenarios(write(tmp_path / "a.yaml", "  - tpa: Menü\n")))


def test_the_command_fails_when_a_scenario_fails(tmp_path):
    bad = write(tmp_path / "a.yaml", "  - see: Nirgends\n")
    result = CliRunner().invoke(command, [str(bad), "--flows", str(ROOT)])
    assert (result.exit_code, "0 passed, 1 failed" in result.output) == (1, True)
