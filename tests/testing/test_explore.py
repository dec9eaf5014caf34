"""Random walks: the shipped bot keeps every rule; a bug is found, shrunk, told as a failing scenario."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from botengine.cli.test import command
from botengine.engine import scope, screens
from botengine.engine.assembly import assemble
from botengine.testing.explore import ExploreError, explore, shrink
from botengine.testing.scenario import find_scenarios, play

ROOT = Path(__file__).parents[2]
EVERYTHING = Path(__file__).parent / "everything"  # a bot with every part of the language
FRONT = """
format: 1
bot: Fragile
start: main.menu
actions: [{package}]
everywhere:
  words: [{{words: [menu], go: main.menu}}]
  bottom: [{{text: Menu, go: main.menu}}]
"""
MAIN = """
flow: main
data: {count: number}
screens:
  menu:
    text: "Hello"
    buttons:
      - {text: Ask, go: ask}
      - {text: Idle, go: rest}
  rest: {text: Nothing here.}
  ask:
    ask: count
    text: How many?
    do: halves
    say: Thanks.
    go: menu
"""
ACTIONS = '''"""Fragile."""
from botengine import action

@action("halves")
def halves(count: int) -> str:
    """Fails for 0 only."""
    return str(100 // count)
'''


@pytest.fixture
def fragile(tmp_path):
    package = f"fragile_{tmp_path.name.replace('-', '_')}"
    (tmp_path / "flows").mkdir()
    (tmp_path / package).mkdir()
    (tmp_path / "flows.yaml").write_text(FRONT.format(package=package))
    (tmp_path / "flows/main.yaml").write_text(MAIN)
    (tmp_path / package / "__init__.py").write_text(ACTIONS)
    return tmp_path


def test_the_shipped_bot_keeps_every_rule():
    found = explore(ROOT, 1500, seed=3)
    assert (found.steps, found.problem) == (1500, "")


def test_a_bot_with_every_part_of_the_language_keeps_every_rule():
    found = explore(EVERYTHING, 3000, seed=4)
    assert (found.steps, found.problem) == (3000, "")


def test_a_stub_answers_instead_of_an_action_and_stands_in_the_scenario(fragile):
    good, bad = (explore(fragile, 2000, stubs={"halves": answer}) for answer in ("ok", "failed"))
    assert good.problem == ""
    assert "  given: {stubs: {halves: failed}}\n" in bad.scenario


def test_a_stub_for_no_action_is_refused(fragile):
    result = CliRunner().invoke(command, ["--flows", str(fragile), "--explore", "9", "--stub", "halve=ok"])
    assert (result.exit_code, result.output) == (2, "the bot has no action 'halve' that could be stubbed\n")


BOTS = [
    ROOT,
    EVERYTHING,
    *(found.parent for found in sorted((ROOT / "examples").glob("*/flows.yaml"))),
]


@pytest.mark.gate
@pytest.mark.parametrize("bot", BOTS, ids=lambda bot: bot.name)
def test_a_million_steps_over_all_bots_break_no_rule(bot):
    stubs = {"survey.send": "sent"} if bot.name == "survey" else {}  # it would need somebody who listens
    steps = -(-1_000_000 // len(BOTS))
    found = explore(bot, steps, seed=2026, stubs=stubs)
    assert (found.steps, found.problem) == (steps, ""), found.scenario


@pytest.mark.parametrize(("answer", "told"), [("1", ""), ("failed", "failed: halves failed"), ("[1, 2]", "")])
def test_a_stub_of_the_command_line_is_read_as_yaml(fragile, answer, told):
    options = ["--flows", str(fragile), "--explore", "1500", "--stub", f"halves={answer}", "--format", "json"]
    assert json.loads(CliRunner().invoke(command, options).output)["problem"] == told


def test_a_stub_without_an_answer_is_told(fragile):
    result = CliRunner().invoke(command, ["--flows", str(fragile), "--explore", "9", "--stub", "halves"])
    assert (result.exit_code, "'halves' is not ACTION=ANSWER" in result.output) == (2, True)


def test_the_same_seed_walks_the_same_ways(fragile):
    first, second = (explore(fragile, 2000, seed=5) for _ in range(2))
    assert (first.steps, first.scenario) == (second.steps, second.scenario)


def test_a_bug_is_shrunk_to_the_steps_that_it_needs(fragile):
    found = explore(fragile, 5000)
    assert found.problem.startswith("failed: halves failed")
    assert "ZeroDivisionError" in found.scenario
    assert found.scenario.splitlines()[-3:] == ["    - tap: Ask", '    - type: "0"', "    - sound: true"]


def test_the_scenario_fails_with_the_same_problem(fragile):
    found = explore(fragile, 5000)
    (fragile / "found.yaml").write_text(found.scenario)
    (scenario,) = find_scenarios(fragile / "found.yaml")
    assert found.problem in play(scenario, assemble(fragile)).problem


ENGINE_BUGS = {  # what is broken in the engine, and what walking then finds
    "forbidden": (scope, "offered", lambda _bot, _button, _role: True),
    "too large": (screens, "split", lambda columns, _room: [slice(0, len(columns))]),
    "failed": (scope.Scope, "enter", lambda _self, _screen: True),
}


@pytest.mark.parametrize("kind", ENGINE_BUGS)
def test_a_bug_of_the_engine_itself_is_found_by_walking(kind, monkeypatch):
    monkeypatch.setattr(*ENGINE_BUGS[kind])
    assert explore(EVERYTHING, 10_000).problem.startswith(kind)


def test_an_unknown_role_is_told_with_the_known_ones():
    with pytest.raises(ExploreError, match="nobody is 'chef'; roles and sample people are admin, partner"):
        explore(ROOT, 1, role="chef")


def test_one_role_can_walk_alone():
    result = CliRunner().invoke(command, ["--flows", str(ROOT), "--explore", "100", "--as", "partner"])
    assert "every rule held" in result.output
    assert result.exit_code == 0


def test_the_command_fails_when_a_rule_is_broken(fragile):
    result = CliRunner().invoke(command, ["--flows", str(fragile), "--explore", "5000"])
    assert result.exit_code == 1
    assert "- sound: true" in result.output


def test_shrinking_keeps_only_what_is_needed():
    lines = [("tap", n) for n in range(50)]
    needed = {("tap", 7), ("tap", 31)}
    assert shrink(lines, lambda tried: needed <= set(tried)) == sorted(needed, key=lambda line: line[1])
