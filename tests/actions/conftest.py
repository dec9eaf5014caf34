"""A demo shop for every test: built once, copied each time, so that a test may break what it likes."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from actions.shop.embedded import EmbeddedShop, open_shop
from actions.shop.mail import MailFolder
from actions.shop.port import Scope, Shop
from botengine.values import User
from tests.actions.postroom import post


class FrozenClock:
    """A Monday morning that lasts until a test moves it."""

    def __init__(self) -> None:
        self.at = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)

    def now(self) -> datetime:
        return self.at

    def time(self) -> float:
        return self.at.timestamp()

    def advance(self, seconds: float) -> None:
        self.at += timedelta(seconds=seconds)


ALL = Scope(all=True)
P1, P2 = Scope(partner="p1"), Scope(partner="p2")
NOBODY = Scope()
RITA = User("u-rita", "Rita Admin", "admin", email="rita@example.test")
PAUL = User("u-paul", "Paul Partner", "partner", attributes={"partner": "p1"})


@pytest.fixture
def clock() -> FrozenClock:
    return FrozenClock()


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("shop") / "shop.db"
    open_shop(path, clock=FrozenClock()).file.close()
    return path


@pytest.fixture
def embedded(template: Path, tmp_path: Path, clock: FrozenClock) -> Iterator[EmbeddedShop]:
    path = shutil.copy(template, tmp_path / "shop.db")
    shop = EmbeddedShop(Path(path), clock)
    yield shop
    shop.file.close()


SHOPS = {"embedded": "embedded"}  # name of a shop: the fixture that gives it; each must fit the one contract


@pytest.fixture(params=SHOPS)
def shop(request: pytest.FixtureRequest) -> Shop:
    given: Shop = request.getfixturevalue(SHOPS[request.param])
    return given


Do = Callable[..., str]


@pytest.fixture
def do(shop: Shop) -> Do:
    """Carry out actions on an order, one after another; gives the last answer as "name" or "name reason"."""

    def run(number: str, *actions: str, **params: object) -> str:
        for action in actions:
            result = shop.do(ALL, number, action, params, key="", actor=RITA)
        return f"{result.name} {result.reason}".strip()

    return run


@pytest.fixture
def postman(embedded, tmp_path, clock):
    """Writes letters into files, as a shop without a mail server."""
    made = post(embedded, tmp_path, MailFolder(tmp_path / "mail"), clock)
    yield made
    made.close()
