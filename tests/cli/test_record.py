"""`botengine record`: what was done on a phone of the demo becomes a scenario that passes."""

from pathlib import Path

import pytest
import requests
from click.testing import CliRunner

from botengine.cli.record import command
from botengine.demo import Demo, Options
from botengine.engine.assembly import assemble
from botengine.testing.recording import deeds
from botengine.testing.scenario import find_scenarios, play

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def demo(tmp_path_factory):
    data = tmp_path_factory.mktemp("demo")
    running = Demo(Options(ROOT / "examples/transfer", data, 0, 0, {})).start()
    requests.post(f"{running.emulator.url}/control/users", json={"id": "tester", "name": "Tester"}, timeout=9)
    yield running
    running.stop()


def do(demo: Demo, verb: str, **body: object) -> dict:
    url = f"{demo.emulator.url}/control"
    requests.post(f"{url}/users/tester/{verb}", json=body, timeout=9).raise_for_status()
    requests.get(f"{url}/idle?timeout=9", timeout=9)
    return requests.get(f"{url}/users/tester", timeout=9).json()


def record(demo: Demo, *options: object):
    arguments = [str(ROOT / "examples/transfer"), "--emulator", demo.emulator.url, *map(str, options)]
    return CliRunner().invoke(command, arguments)


def test_a_chat_of_the_demo_becomes_a_scenario_that_passes(demo, tmp_path):
    do(demo, "open", bot=demo.app.id)
    phone = do(demo, "type", text="hello")
    first = phone["keyboard"]["rows"][0][0]["text"]
    do(demo, "tap", index=0)
    do(demo, "type", text="50")
    requests.post(f"{demo.emulator.url}/control/clock", json={"advance": "5 min"}, timeout=9)
    file = tmp_path / "money.yaml"
    answer = record(demo, "--user", "tester", "--out", file)
    assert answer.exit_code == 0, answer.output
    (scenario,) = find_scenarios(file)
    assert play(scenario, assemble(ROOT / "examples/transfer")).problem == ""
    done = [(step.verb, step.argument) for step in scenario.steps if step.verb not in ("at", "see")]
    assert done == [("type", "hello"), ("tap", first), ("type", "50"), ("wait", "5 min")]
    assert record(demo, "--user", "tester", "--out", file).exit_code == 2


def test_an_unknown_phone_and_an_emulator_that_is_not_there_are_told(demo):
    assert "there is no phone of 'nobody'; there are" in record(demo, "--user", "nobody").output
    gone = CliRunner().invoke(command, [str(ROOT), "--emulator", "http://127.0.0.1:9", "--user", "x"])
    assert gone.exit_code == 2


def entry(does: str, body: dict, **more: object) -> dict:
    return {"kind": "control", "user": "ann", "does": does, "body": body, **more}


def said(text: str, *labels: str) -> dict:
    buttons = [{"Text": f"<b>{label}</b>", "ActionBody": f"~n.{n}"} for n, label in enumerate(labels)]
    return {"kind": "request", "body": {"receiver": "v1", "text": text, "keyboard": {"Buttons": buttons}}}


def button(label: str, body: str, kind: str = "reply") -> dict:
    return {"html": f"<b>{label}</b>", "action_body": body, "action_type": kind}


def test_everything_that_can_be_done_on_a_phone_has_its_verb():
    log = [
        entry("open", {}), said("Hi", "A &amp; B", "Same", "Same"),
        entry("tap", {"index": 2}, button=button("Same", "~n.2")), said("Twice", "C"),
        entry("replay", {"action_body": "~n.0"}), entry("replay", {"action_body": "~forged.1"}),
        entry("tap", {"index": 0}, button=button("Share", "", "share-phone"), phone="+49"),
        entry("location", {"lat": 1.5, "lon": 2.5}), entry("subscribe", {}),
        {"kind": "control", "does": "clock", "body": {"advance": "2 hours"}},
        {**entry("type", {"text": "not mine"}), "user": "ben"}, {"kind": "callback", "body": "{}"},
    ]  # fmt: skip
    found = deeds(log, "ann", ["v1"])
    assert [each.line for each in found] == [
        ("tap", "Same"), ("replay", "C"), ("send", {"phone": "+49"}), ("send", {"lat": 1.5, "lon": 2.5}),
        ("wait", "2 hours"),
    ]  # fmt: skip
    assert (found[0].index, found[0].heard) == (2, ["Twice"])
