"""Every store, fresh, with a clock that stands still; and short words for what the contract speaks of."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from botengine.runtime.ports import Store
from botengine.store.sqlite import SqliteStore
from botengine.testing.store import MemoryStore
from botengine.values import Account
from tests.runtime.fakes import StillClock
from tests.store.model import ModelStore
from tests.store.words import ADMIN, BOSS, BOT

STORES: dict[str, Callable[[Path, StillClock], Store]] = {
    "model": lambda _folder, clock: ModelStore(clock),
    "memory": lambda _folder, clock: MemoryStore(clock),
    "sqlite": lambda folder, clock: SqliteStore(folder / "bot.db", clock),
}


@pytest.fixture
def clock() -> StillClock:
    return StillClock()


@pytest.fixture(params=STORES)
def store(request: pytest.FixtureRequest, tmp_path: Path, clock: StillClock) -> Iterator[Store]:
    made = STORES[request.param](tmp_path, clock)
    yield made
    made.close()


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "bot.db"


@pytest.fixture
def sqlite(path: Path, clock: StillClock) -> Iterator[SqliteStore]:
    made = SqliteStore(path, clock)
    yield made
    made.close()


@pytest.fixture(params=["memory", "sqlite"])
def shop(request: pytest.FixtureRequest, path: Path, clock: StillClock) -> Iterator[SqliteStore]:
    """A real store that knows one account, `u1`."""
    made = MemoryStore(clock) if request.param == "memory" else SqliteStore(path, clock)
    made.accounts.save(BOT, Account(ADMIN), BOSS).result()
    yield made
    made.close()
