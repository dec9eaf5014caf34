"""The pytest plug-in: fixtures `clock` and `phone` for bots under test."""

from __future__ import annotations

from pathlib import Path

import pytest

from botengine.testing.clock import FrozenClock
from botengine.testing.phone import Phone


@pytest.fixture
def clock() -> FrozenClock:
    """A clock that stands still."""
    return FrozenClock()


@pytest.fixture
def phone(clock: FrozenClock, request: pytest.FixtureRequest) -> Phone:
    """A phone with the bot of the directory that pytest was started in."""
    return Phone(Path(request.config.rootpath), clock=clock)
