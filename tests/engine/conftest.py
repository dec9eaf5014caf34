"""Small bots for engine tests: a directory with flows and a plug-in package, assembled."""

import itertools
import textwrap
from pathlib import Path

import pytest

from botengine.engine.assembly import assemble
from botengine.testing.clock import FrozenClock
from botengine.testing.phone import Phone
from botengine.values import User

_numbers = itertools.count(1)


@pytest.fixture
def make_phone(tmp_path: Path):
    """A phone with a bot of these flows (name -> YAML) and these actions (Python text)."""

    def make(front: str, flows: dict[str, str], actions: str = "", role: str = "", **more) -> Phone:
        package = f"plugins_{tmp_path.name.replace('-', '_')}_{next(_numbers)}"
        _write(tmp_path / package / "__init__.py", '"""Plug-ins of one test."""\n')
        _write(tmp_path / package / "things.py", actions)
        _write(
            tmp_path / "flows.yaml",
            f"format: 1\nbot: Test\nlanguage: en\nactions: [{package}]\n" + _plain(front),
        )
        for name, text in flows.items():
            _write(tmp_path / "flows" / f"{name}.yaml", f"flow: {name}\n" + _plain(text))
        clock = FrozenClock()
        bot = assemble(tmp_path, {"clock": clock})
        return Phone(bot, User("u1", "Uma", role=role), clock, **more)

    return make


def _plain(text: str) -> str:
    return textwrap.dedent(text).lstrip("\n")


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(_plain(text), encoding="utf-8")
