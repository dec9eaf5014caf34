"""Notices and reminders in every tool: scenarios, coverage, previews, drawings, shown flows."""

from __future__ import annotations

from pathlib import Path

import pytest

from botengine.cli.preview import sights
from botengine.cli.show import _flow
from botengine.drawing.ways import ways_of
from botengine.engine.assembly import assemble
from botengine.testing.coverage import measure
from botengine.testing.scenario import find_scenarios, play

EVERYTHING = Path(__file__).parent / "everything"
SCENARIO = """
scenario: Things fade, and nobody is in a hurry
as: {person}
steps:
  - notice: {{name: things.faded, data: {{id: "3"}}}}
  - see: Thing 3 has faded
  - buttons: [Look, Swap, Site, Things, Pick, Wide, Ask, Pictures, Site, Leave]
  - tap: Look
  - at: things.one.red
  - wait: 10 min
  - see: Still Thing 3?
  - tap: Back
  - at: main.menu
  - notice: [{{name: things.faded, data: {{id: "4"}}}}, {{name: things.faded, data: {{id: "5"}}}}]
  - see: [2 messages, "Faded: Thing 4"]
  - tap: "Faded: Thing 5"
  - at: things.one.blue
"""


@pytest.fixture(scope="module")
def bot():
    return assemble(EVERYTHING)


@pytest.fixture
def played(bot, tmp_path):
    def playing(text: str):
        (tmp_path / "one.yaml").write_text(text)
        (scenario,) = find_scenarios(tmp_path)
        return play(scenario, bot)

    return playing


def test_a_scenario_tells_and_waits(played):
    assert played(SCENARIO.format(person="clerk")).problem == ""


def test_a_notice_that_nobody_declared_is_told_with_the_known_ones(played):
    problem = played("scenario: x\nas: boss\nsteps:\n  - notice: things.fadde\n").problem
    assert "no notice 'things.fadde'; did you mean 'things.faded'?" in problem


def test_coverage_counts_notices_their_buttons_and_reminders(bot, played):
    cover = measure(bot, played(SCENARIO.format(person="clerk")).chats)
    names = {(item.kind, item.name, item.role) for item in cover.items}
    hit = {(item.kind, item.name, item.role) for item in cover.touched}
    touched = {
        ("notice", "things.faded", "clerk"),
        ("button", "things.faded/go:things.one", "clerk"),
        ("way", "things.one/remind:0", "clerk"),
    }
    assert touched <= hit
    assert ("notice", "things.counted", "boss") in names - hit
    assert ("notice", "things.counted", "clerk") not in names


def test_a_preview_shows_what_is_told_with_its_own_buttons_and_its_questions(bot):
    seen = {
        (each.state, each.who): each for each in sights(bot, ("en",)) if each.state.startswith("things.fa")
    }
    told = seen["things.faded", ("boss",)].shown
    assert told.message.text == "Erika Example has faded"
    assert [key.key.label for key in told.keys] == ["Look", "Drop", "Swap", "Site"]
    assert any(state == "things.faded?things.drop" for state, _ in seen)


def test_a_drawing_has_the_ways_of_notices_and_reminders(bot):
    ways = {(way.source, way.label, way.target) for way in ways_of(bot.bot)}
    assert ("things.faded", "Look", "things.one") in ways
    assert ("picker.first", "⏱ after 20 min", "picker.list") in ways
    assert not any(way.source == "things.counted" for way in ways_of(bot.bot, "clerk"))


def test_a_shown_flow_has_its_notices(bot):
    shown = _flow(bot.bot, "things")["notices"]
    assert shown["things.faded"]["label"]["source"] == "Faded things"
    assert shown["things.counted"]["roles"] == ["boss"]
