"""The ticket shop of the language's description, to be changed by a test."""

import shutil
from pathlib import Path

import pytest

from tests.spec.bots import TICKETSHOP


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    """A copy of the ticket shop."""
    return Path(shutil.copytree(TICKETSHOP, tmp_path / "shop"))
