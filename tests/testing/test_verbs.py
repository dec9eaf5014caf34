"""The verbs of scenarios that the shipped bot's own scenarios do not show failing."""

import re
from pathlib import Path

import pytest

from botengine.engine.assembly import assemble
from botengine.messages import Message
from botengine.testing.chat import chat
from botengine.testing.scenario import find_scenarios, play
from botengine.testing.verbs import VERBS

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs/reference/scenarios.md"
TICKET = Message("Here", file="https://shop.example.test/1042.pdf", file_name="tickets-1042.pdf")


@pytest.fixture
def stage():
    with chat(ROOT, "admin") as opened:
        yield opened.stage


def test_a_file_is_expected_by_its_name_or_address(stage):
    stage.phone.messages.append(TICKET)
    VERBS["expect"](stage, {"file": "tickets-1042"})
    VERBS["expect"](stage, {"file": "example.test/1042.pdf"})


@pytest.mark.parametrize(
    ("what", "told"),
    [
        ({"file": "1043"}, "the file is https://shop.example.test/1042.pdf tickets-1042.pdf"),
        ({"picture": "seats.png"}, "the picture is not there"),
        ({"sound": "x"}, "write {picture: ...} or {file: ...}"),
        ("x", "write {picture: ...} or {file: ...}"),
    ],
)
def test_an_expectation_that_is_not_met_tells_what_is_there(stage, what, told):
    stage.phone.messages.append(TICKET)
    with pytest.raises(AssertionError, match=re.escape(told)):
        VERBS["expect"](stage, what)


@pytest.mark.parametrize(
    ("number", "told"), [(0, r"there are \d+ buttons"), (99, r"there are \d+"), ("x", "number")]
)
def test_a_button_that_is_not_there_cannot_be_pressed(stage, number, told):
    with pytest.raises(AssertionError, match=told):
        VERBS["press"](stage, number)


def test_an_action_can_be_called_no_times(stage):
    VERBS["called"](stage, {"action": "orders.remove", "times": 0})
    VERBS["type"](stage, "1042")
    with pytest.raises(AssertionError, match=r"it was called \d+ times"):
        VERBS["called"](stage, {"action": "orders.get", "times": 0})


def test_every_verb_says_what_it_does():
    assert all(verb.__doc__ for verb in VERBS.values())


def test_the_scenario_of_the_docs_passes(tmp_path):
    example = re.search(r"```yaml\n(.*?)```", PAGE.read_text(), re.DOTALL)
    (tmp_path / "example.yaml").write_text(example[1])
    (scenario,) = find_scenarios(tmp_path / "example.yaml")
    assert play(scenario, assemble(ROOT)).problem == ""
