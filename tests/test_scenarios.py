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
    assert problem.count("Bestellungen anzeigen") == 1


def test_a_scenario_that_names_nobody_is_of_the_first_sample_person(bot, tmp_path):
    (tmp_path / "a.yaml").write_text("steps: [{see: Anna Admin}]\n", encoding="utf-8")
    (scenario,) = find_scenarios(tmp_path / "a.yaml")
    assert play(scenario, bot).problem == ""


@pytest.mark.parametrize(
    ("head", "steps", "told"),
    [
        ("as: admn", "tap: Menü", "1:5: as: no person or role 'admn'; did you mean 'admin'?"),
        ("as: {role: partnr}", "tap: Menü", "1:5: as: no role 'partnr'; did you mean 'partner'?"),
        ("as: admin", "as: partne", "3:5: as: no person or role 'partne'; did you mean 'partner'?"),
        (
            "given: {stubs: {orders.gt: null}}",
            "tap: Menü",
            "1:17: stubs: no action 'orders.gt'; did you mean 'orders.get'?",
        ),
        (
            "as: admin",
            "not_called: orders.remov",
            "3:5: not_called: no action 'orders.remov'; did you mean 'orders.remove'?",
        ),
        (
            "as: admin",
            "called: {action: orders.fnd}",
            "3:5: called: no action 'orders.fnd'; did you mean 'orders.find'?",
        ),
        ("as: admin", "notice: notices.plaecd", "3:5: notice: no notice 'notices.plaecd'; did you mean"),
        ("as: admin", "at: orders.oder", "3:5: at: no screen 'orders.oder'; did you mean 'orders.order'?"),
        ("as: admin", "tap: Kudnen", "3:5: tap: no button says 'Kudnen'; did you mean '👥 Kunden'?"),
    ],
)
def test_a_scenario_that_names_what_the_bot_does_not_have_fails_and_says_where(
    bot, tmp_path, head, steps, told
):
    (tmp_path / "a.yaml").write_text(f"{head}\nsteps:\n  - {steps}\n", encoding="utf-8")
    (scenario,) = find_scenarios(tmp_path / "a.yaml")
    assert play(scenario, bot).problem.startswith(f"{tmp_path / 'a.yaml'}:{told}")


def test_a_misspelt_verb_is_refused_with_the_right_one(tmp_path):
    with pytest.raises(ScenarioError, match=r"a.yaml:4:5: unknown verb 'tpa'; did you mean 'tap'\?"):
        list(find_scenarios(write(tmp_path / "a.yaml", "  - tpa: Menü\n")))


def test_a_misspelt_key_of_what_is_given_is_refused_with_the_right_one(tmp_path):
    text = "scenario: Try\ngiven: {stub: {orders.get: null}}\nsteps:\n  - tap: Menü\n"
    (tmp_path / "a.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(ScenarioError, match=r"a.yaml:2:9: unknown key 'stub'; did you mean 'stubs'\?"):
        list(find_scenarios(tmp_path / "a.yaml"))


def test_the_command_fails_when_a_scenario_fails(tmp_path):
    bad = write(tmp_path / "a.yaml", "  - see: Nirgends\n")
    result = CliRunner().invoke(command, [str(bad), "--flows", str(ROOT)])
    assert (result.exit_code, "0 passed, 1 failed" in result.output) == (1, True)
