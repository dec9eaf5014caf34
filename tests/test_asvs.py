"""docs/asvs.md is true: it has every control of the list, and every file and test that it names exists."""

from __future__ import annotations

import ast
import re
from dataclasses import fields
from functools import cache

import pytest

from botengine.runtime.records import Retention
from tests.generated import ROOT

PAGE = (ROOT / "docs/asvs.md").read_text(encoding="utf-8")
CONTROLS = """
    2.2.1-3 2.3.1-4 2.4.1
    1.2.1-5 1.2.9-10 1.3.2 1.3.5-7 1.3.10-11 1.5.2
    3.2.1-2 3.3.1-4 3.4.1 3.4.3-6 3.5.1-3 3.7.2
    6.1.1 6.2.1-11 6.3.1-3 6.4.1 6.4.3-4 6.5.1-5 6.6.2-3
    7.1.1-2 7.2.1-4 7.3.1-2 7.4.1-5 7.5.1-2
    8.1.1-2 8.2.1-3 8.3.1-2 8.4.1
    13.2.1-5 13.3.1-2 13.4.1-5
    14.1.1-2 14.2.1-4 14.3.1-3
    16.1.1 16.2.1-5 16.3.1-4 16.4.1-3 16.5.1-4
"""  # what of level 2 concerns a bot with pages, and a few of level 3 that are cheap
ROWS = {
    found[1]: found[0] for found in re.finditer(r"^\| (\d+\.\d+\.\d+) \|.*$", PAGE, re.MULTILINE)
}  # control: its whole line


def controls():
    for section, first, last in re.findall(r"(\d+\.\d+)\.(\d+)(?:-(\d+))?", CONTROLS):
        yield from (f"{section}.{number}" for number in range(int(first), int(last or first) + 1))


@cache
def defined_in(file: str) -> set[str]:
    tree = ast.parse((ROOT / file).read_text(encoding="utf-8"))
    return {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)}


def test_every_control_has_its_row_and_no_other():
    assert sorted(ROWS) == sorted(controls())
    assert len(re.findall(r"^\| \d+\.\d+\.\d+ \|", PAGE, re.MULTILINE)) == len(ROWS)


@pytest.mark.parametrize("control", ROWS)
def test_the_files_and_defined_in_a_row_exist(control):
    _, _, said, code, tests, _ = ROWS[control].split("|")
    assert said.strip()
    for file in re.findall(r"`([^`]+)`", code):
        assert (ROOT / file).is_file(), f"{control}: there is no {file}"
    named = re.findall(r"`(tests/[\w/]+\.py)::(test_\w+)`", tests)
    assert named, f"{control}: name a test"
    for file, test in named:
        assert (ROOT / file).is_file(), f"{control}: there is no {file}"
        assert test in defined_in(file), f"{control}: {file} has no {test}"


def test_nothing_is_left_undone():
    assert [control for control, line in ROWS.items() if "not done" in line.casefold()] == []


def test_every_kind_of_data_is_classified():
    table = PAGE.partition("## Kinds of data")[2].partition("\n## ")[0]
    for each in fields(Retention):
        assert each.name in table, f"{each.name} is kept for a while: which level has it?"
        days = int(each.default / 86_400)
        assert re.search(rf"\b{days} days|\b{each.name} {days}\b", table), f"{each.name}: {days} days"


def test_every_log_is_in_the_inventory():
    table = PAGE.partition("## What is logged where")[2]
    for log in ("standard error", "audit", "journal", "errors", "figures", "proxy"):
        assert log in table
