"""The examples: bots in the same language that have nothing to do with tickets, checked, played, counted."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from botengine.engine.assembly import assemble
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
BOTS = ("family", "naming", "survey", "transfer")
MOST = {"family": 280 // 2, "naming": 128 // 2, "survey": 302 // 2, "transfer": 88}  # lines, see the README


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
