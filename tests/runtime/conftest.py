"""A running Runtime for each test: every store, fake messenger, fast leases."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from botengine.runtime.ports import LiveBot, Store
from botengine.runtime.service import Runtime
from botengine.store.sqlite import SqliteStore
from botengine.testing.store import MemoryStore
from tests.runtime.fakes import BOT, FakeChannel, StillClock, live

Start = Callable[..., Runtime]


@pytest.fixture
def clock() -> StillClock:
    return StillClock()


@pytest.fixture
def channel() -> FakeChannel:
    return FakeChannel()


@pytest.fixture(params=["memory", "sqlite"])
def store(request: pytest.FixtureRequest, tmp_path: Path, clock: StillClock) -> Iterator[Store]:
    made = MemoryStore(clock) if request.param == "memory" else SqliteStore(tmp_path / "bot.db", clock)
    yield made
    made.close()


@pytest.fixture
def start(store: Store, clock: StillClock, channel: FakeChannel) -> Iterator[Start]:
    """Start a Runtime upon the store; stopped at the end of the test."""
    running: list[Runtime] = []

    def starting(bot: LiveBot | None = None, **options) -> Runtime:
        options = {"workers": 4, "senders": 4, "clock": clock, **options}
        running.append(Runtime(store, {BOT: bot or live(channel)}, **options))
        running[-1].start()
        return running[-1]

    yield starting
    for runtime in running:
        runtime.stop()
