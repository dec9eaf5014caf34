"""The house keeps its rules, and each rule bites on a tiny bad tree."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests import house
from tests.house import (
    HOSTS,
    MACHINE,
    MAX_ENGINE,
    MAX_FILE,
    MAX_FUNCTION,
    MAX_PAGES,
    cycles,
    doors,
    engine_size,
    first_lines,
    floors,
    guests,
    machine_traces,
    names,
    public_names,
    purity,
    sizes,
)

ROOT = Path(__file__).resolve().parents[1]
FIRST = '"""A bad example."""\n'
LONG = FIRST + "def run():\n" + "    pass\n" * MAX_FUNCTION
BAD = [  # rule, a file that breaks it, its text, what is said about it
    (floors, "botengine/spec/a.py", "from botengine.engine import turn", "floor above"),
    (floors, "botengine/values.py", "import botengine.spec.bot", "floor above"),
    (floors, "botengine/store/a.py", "def f():\n    from botengine.viber.wire import read", "its neighbour"),
    (floors, "botengine/emulator/a.py", "import botengine.spec.bot", "ground floor only"),
    (floors, "botengine/spec/a.py", "from botengine import action", "defines the name"),
    (floors, "botengine/spec/a.py", "from . import source", "relative import"),
    (floors, "botengine/attic/a.py", "", "is on no floor"),
    (doors, "botengine/runtime/a.py", "import requests.adapters", "whose door is botengine/viber/client.py"),
    (doors, "actions/a.py", "import leftpad", "nowhere yet"),
    (purity, "botengine/engine/a.py", "from urllib.request import urlopen", "return an effect"),
    (purity, "botengine/spec/checks/a.py", "import sqlite3", "return an effect"),
    (guests, "botengine/app.py", "from actions.orders import find", "loaded by name"),
    (guests, "actions/a.py", "from botengine.engine.registry import action", "public name"),
    (sizes, "tests/a.py", "x = 1\n" * (MAX_FILE + 1), f"{MAX_FILE} is the most"),
    (sizes, "botengine/a.py", LONG, f"run has {MAX_FUNCTION + 1} lines"),
    (engine_size, "botengine/a.py", "x = 1\n" * (MAX_ENGINE + 1), "remove something"),
    (engine_size, "botengine/web/a.py", "x = 1\n" * (MAX_PAGES + 1), "botengine/web has"),
    (first_lines, "botengine/a.py", "import os\n", "What lives here"),
    (first_lines, "botengine/a.py", '"""\nLater.\n"""\n', "What lives here"),
    (names, "botengine/spec/utils.py", FIRST, "'utils' says nothing"),
    (names, "actions/common/a.py", FIRST, "'common' says nothing"),
    (cycles, "botengine/clock.py", "from botengine import events, clock", "in a ring"),
    (public_names, "botengine/__init__.py", f"__all__ = {list('abcdefghijklmnop')}", "public names"),
    (machine_traces, "docs/a.md", f"see {MACHINE[0]}main", "one machine only"),
    (machine_traces, "a.txt", f"--index-url https://{HOSTS[0]}/simple", "one machine only"),
]
RULES = list(dict.fromkeys(rule for rule, *_ in BAD))


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.__name__)
def test_the_house_keeps(rule: Callable[[Path], Iterator[str]]):
    problems = sorted(set(rule(ROOT)))
    assert not problems, "\n".join(["see docs/house.md", *problems])


@pytest.mark.parametrize(("rule", "file", "text", "said"), BAD)
def test_the_rule_bites(tmp_path, rule, file, text, said):
    for folder in ("botengine/engine", "botengine/spec"):
        (tmp_path / folder).mkdir(parents=True)
    (tmp_path / "botengine/engine/turn.py").write_text(FIRST)
    bad = tmp_path / file
    bad.parent.mkdir(parents=True, exist_ok=True)
    bad.write_text(text)
    problems = list(rule(tmp_path))
    assert [problem for problem in problems if said in problem], problems


def test_an_empty_house_is_a_good_house(tmp_path):
    assert not [problem for rule in RULES for problem in rule(tmp_path)]


def test_every_rule_has_a_bad_example():
    a_rule = {"root": "Path", "return": "Iterator[str]"}
    rules = {made for made in vars(house).values() if getattr(made, "__annotations__", {}) == a_rule}
    assert rules == set(RULES)
