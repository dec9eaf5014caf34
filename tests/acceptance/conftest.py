"""A running demo for the acceptance tests."""

import shutil
from pathlib import Path

import pytest

from tests.acceptance.demo import ROOT, Demo


@pytest.fixture
def demo(tmp_path):
    running = Demo(tmp_path / "data").start()
    yield running
    running.stop()


@pytest.fixture(scope="module")
def shared_demo(tmp_path_factory):
    running = Demo(tmp_path_factory.mktemp("demo")).start()
    yield running
    running.stop()


@pytest.fixture
def flows(tmp_path) -> Path:
    """The shipped bot in a folder of its own, to be edited."""
    return copied(tmp_path / "bot")


def copied(folder: Path) -> Path:
    for part in ("flows", "actions"):
        shutil.copytree(ROOT / part, folder / part, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "flows.yaml", folder)
    return folder
