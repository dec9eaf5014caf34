"""`botengine show`: a flow in full, and where each part of it was written."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from botengine.cli.show import command

ROOT = Path(__file__).resolve().parents[2]


def show(*words: str) -> str:
    answer = CliRunner().invoke(command, [*words, "--directory", str(ROOT)])
    assert answer.exit_code == 0, answer.output
    return answer.output


@pytest.fixture(scope="module")
def orders():
    return json.loads(show("orders", "--json"))


def test_short_names_are_written_out(orders):
    row = orders["screens"]["orders.results"]["listing"]["row"]
    assert row["step"]["go"] == "orders.order"


def test_arguments_that_were_found_by_name_are_told(orders):
    load = orders["screens"]["orders.order"]["load"][0]
    assert load["values"]["number"]["source"] == "number"


def test_every_place_is_the_line_that_says_it(orders):
    ask = orders["screens"]["orders.search"]["ask"]
    file, line = ask["check"]["otherwise"]["at"].split(":")
    assert "Bitte mindestens 2 Zeichen" in (ROOT / file).read_text().splitlines()[int(line) - 1]


def test_what_is_valid_everywhere_comes_from_the_front_page(orders):
    assert orders["everywhere"]["said"]["not_understood"]["at"].startswith("flows.yaml:")


def test_the_text_for_people_has_origins_too():
    line = next(each for each in show("orders").splitlines() if "Nichts gefunden" in each)
    assert "# flows/orders.yaml:" in line


def test_without_a_name_all_flows_are_listed():
    assert {"main", "orders"} <= set(json.loads(show("--json")))


def test_an_unknown_flow_is_told_with_those_that_exist():
    answer = CliRunner().invoke(command, ["order", "--directory", str(ROOT)])
    assert answer.exit_code == 2
    assert "orders" in answer.output
