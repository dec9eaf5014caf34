"""The examples: bots in the same language that have nothing to do with tickets, checked, played, counted."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from botengine.engine.assembly import assemble
from botengine.engine.effects import ActionCall
from botengine.testing.clock import FrozenClock
from botengine.testing.coverage import measure
from botengine.testing.explore import explore
from botengine.testing.phone import Phone
from botengine.testing.scenario import find_scenarios, play

ROOT = Path(__file__).parents[1] / "examples"
SCENARIOS = [
    pytest.param(bot, scenario, id=f"{bot.name}: {scenario.name}")
    for bot in sorted(path.parent for path in ROOT.glob("*/flows.yaml"))
    for scenario in find_scenarios(bot / "tests" / "scenarios")
]
BOTS = ("family", "naming", "parcels", "survey", "transfer")
MOST = {  # lines, see the README
    "family": 280 // 2, "naming": 128 // 2, "parcels": 170, "survey": 302 // 2, "transfer": 88,
}  # fmt: skip


class Listener(BaseHTTPRequestHandler):
    """Somebody who wants to know the answers, and has no lemons."""

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.server.heard.append((body, self.headers["Idempotency-Key"]))
        self.send_response(503 if body["soda"] == "lemon" else 200)
        self.end_headers()

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def heard(monkeypatch: pytest.MonkeyPatch) -> Iterator[list]:
    """What a real HTTP server has heard from the survey."""
    with ThreadingHTTPServer(("127.0.0.1", 0), Listener) as server:
        server.heard = []
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        monkeypatch.setenv("SURVEY_URL", f"http://127.0.0.1:{server.server_port}/")
        yield server.heard
        server.shutdown()
        thread.join()


@pytest.mark.usefixtures("heard")
@pytest.mark.parametrize(("bot", "scenario"), SCENARIOS)
def test_an_example_behaves(bot, scenario):
    assert play(scenario, assemble(bot)).problem == ""


@pytest.mark.usefixtures("heard")
@pytest.mark.parametrize("name", BOTS)
def test_the_scenarios_of_an_example_touch_all_of_it(name):
    bot = assemble(ROOT / name)
    results = [play(scenario, bot) for scenario in find_scenarios(ROOT / name / "tests" / "scenarios")]
    coverage = measure(bot, (chat for result in results for chat in result.chats))
    assert [f"{item.place}: {item.kind} {item.name}" for item in coverage.missing] == []


@pytest.mark.usefixtures("heard")
@pytest.mark.parametrize("name", BOTS)
def test_a_walk_at_random_breaks_no_rule_of_an_example(name):
    found = explore(ROOT / name, steps=1000)
    assert (found.steps, found.problem) == (1000, ""), found.scenario


def written(name: str) -> int:
    """Lines that are not blank of what makes the bot: YAML, Python, translations; without its scenarios."""
    files = [file for kind in ("*.yaml", "*.py", "*.po") for file in (ROOT / name).rglob(kind)]
    return sum(bool(line.strip()) for file in files if "tests" not in file.parts[-3:] for line in file.open())


@pytest.mark.parametrize("name", BOTS)
def test_an_example_is_as_short_as_its_readme_says(name):
    assert written(name) <= MOST[name]
    (row,) = (line for line in (ROOT / "README.md").open() if line.startswith(f"| [{name}]"))
    assert int(row.split("|")[4]) == written(name)


def test_the_locker_tells_of_each_parcel_once(tmp_path):
    phone = Phone(assemble(ROOT / "parcels", {"data": tmp_path, "clock": FrozenClock()})).open()
    phone.tap("Order something").tap("Order something")
    asked = {"users": [phone.user], "now": None, "request": None}
    told, token = phone.bot.services.ask("locker", {**asked, "since": ""})
    assert [(each.to, each.data, each.key) for each in told] == [
        (phone.user.id, {"number": "1"}, "parcel:1"),
        (phone.user.id, {"number": "2"}, "parcel:2"),
    ]
    assert phone.bot.services.ask("locker", {**asked, "since": token}) == ([], token)


def test_a_parcel_whose_turn_is_repeated_waits_no_longer(tmp_path):
    phone = Phone(assemble(ROOT / "parcels", {"data": tmp_path, "clock": FrozenClock()})).open()
    phone.tap("Order something").tap("Books by Post")
    calls = [ActionCall("parcels.extend", {"number": "1"}, key) for key in ("first", "first", "second")]
    answers = [phone.bot.services.run(call, phone.user, phone.clock.now()).name for call in calls]
    assert answers == ["ok", "ok", "no_more"]
    assert phone.open().text.splitlines()[-1] == "Door 1, until 8 Mar 2026"


def test_the_survey_sends_a_key_with_each_answer(heard):
    phone = Phone(ROOT / "survey").open()
    for _ in range(2):
        phone.tap("Go ahead").tap("Red").type("orange").tap("Once more")
    assert [body for body, _ in heard] == [{"contact": "tester", "soda": "orange"}] * 2
    assert len({key for _, key in heard}) == 2


def test_a_survey_without_a_listener_goes_home(monkeypatch, heard):
    monkeypatch.setenv("SURVEY_URL", "http://127.0.0.1:1/")  # a port that nobody can listen on here
    phone = Phone(ROOT / "survey").open().tap("Go ahead").tap("Red").type("orange")
    assert (phone.at, heard) == ("survey.hello", [])
