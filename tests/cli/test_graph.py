"""`botengine graph`: every way of the bot with its label, in each format, for everybody or for one role."""

from __future__ import annotations

import json
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from click.testing import CliRunner

from botengine.cli.graph import command
from botengine.engine.assembly import assemble

ROOT = Path(__file__).resolve().parents[2]
SVG = "{http://www.w3.org/2000/svg}"


def graph(*words: str) -> str:
    answer = CliRunner().invoke(command, [str(ROOT), *words])
    assert answer.exit_code == 0, answer.output
    return answer.output


def test_every_screen_has_its_node():
    drawn = json.loads(graph("--format", "json"))
    assert {each["screen"] for each in drawn["screens"]} == set(assemble(ROOT).bot.screens)


def test_a_way_knows_its_label_its_cases_and_its_action():
    drawn = json.loads(graph("--format", "json"))
    found = [way for way in drawn["ways"] if way["action"] == "orders.mark_paid"]
    assert found[0]["source"] == found[0]["target"] == "orders.order"
    assert found[0]["cases"] == ["booked", "expired"]
    assert "Als bezahlt markieren" in found[0]["label"]


def test_a_role_sees_only_its_own_ways():
    assert "Entfernen" in graph("--role", "admin")
    assert "Entfernen" not in graph("--role", "partner")


def test_a_flow_is_drawn_with_the_ways_out_of_it():
    drawn = json.loads(graph("--flow", "orders", "--format", "json"))
    assert {each["flow"] for each in drawn["screens"]} == {"orders"}
    assert "main.menu" in {way["target"] for way in drawn["ways"]}


def test_mermaid_and_dot_have_every_way():
    ways = len(json.loads(graph("--format", "json"))["ways"])
    mermaid, dot = graph(), graph("--format", "dot")
    assert mermaid.count("-->|") + mermaid.count("-.->|") == ways
    assert dot.count("[label=") - len(assemble(ROOT).bot.screens) == ways


def boxes(drawing: ET.Element) -> list[tuple[float, float, float, float]]:
    cards = [each for each in drawing.iter(f"{SVG}rect") if each.get("class") == "card"]
    return [tuple(float(each.get(key)) for key in ("x", "y", "width", "height")) for each in cards]


@pytest.mark.parametrize("words", [(), ("--role", "partner"), ("--flow", "main")], ids=str)
def test_no_card_of_the_drawing_lies_on_another_one(words):
    found = boxes(ET.fromstring(graph("--format", "svg", *words)))
    assert len(found) > 1
    for number, (x, y, width, height) in enumerate(found):
        for other in found[number + 1 :]:
            apart = x + width <= other[0] or other[0] + other[2] <= x
            assert apart or y + height <= other[1] or other[1] + other[3] <= y


def test_an_unknown_role_is_told_with_those_that_exist():
    answer = CliRunner().invoke(command, [str(ROOT), "--role", "boss"])
    assert answer.exit_code == 2
    assert "there are admin, partner" in answer.output
