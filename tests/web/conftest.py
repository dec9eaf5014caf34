"""A bot with its pages, without a network: a browser that keeps cookies, and a clock that stands still."""

from __future__ import annotations

from pathlib import Path

import pytest
from starlette.testclient import TestClient

from botengine.app import BotApp
from botengine.engine.assembly import assemble
from botengine.settings import Secret, Settings
from botengine.testing.store import MemoryStore
from botengine.values import Account, User
from botengine.web.passwords import Passwords
from tests.runtime.fakes import StillClock
from tests.web.house import house, look  # noqa: F401 - fixtures of browser tests

PASSWORD = "correct horse battery"
FRONT = """
format: 1
bot: Test Bot
language: en
start: main.menu
roles: {admin: [], partner: []}
people: {paul: {role: partner, attributes: {partner: p1}}}
"""
MAIN = """
flow: main
screens:
  menu:
    text: "Welcome!"
    buttons: [{text: "Again", go: menu}]
"""
SAME = {"Sec-Fetch-Site": "same-origin"}


class Browser(TestClient):
    """Follows no redirects by itself; posts as a page of the same address does."""

    def __init__(self, app, base: str = "http://127.0.0.1", **headers: str) -> None:
        super().__init__(app.asgi, base_url=base, follow_redirects=False, headers={**SAME, **headers})

    def submit(self, path: str, **fields: str):
        return self.post(f"/web{path}", data=fields)

    def look(self, path: str):
        return self.get(f"/web{path}")

    def log_in(self, name: str = "anna", password: str = PASSWORD):
        answer = self.submit("/login/enter", name=name, password=password)
        assert answer.status_code == 303, answer.text
        return answer


@pytest.fixture
def clock() -> StillClock:
    return StillClock()


@pytest.fixture
def flows(tmp_path: Path) -> Path:
    (tmp_path / "flows").mkdir()
    (tmp_path / "flows.yaml").write_text(FRONT.lstrip(), encoding="utf-8")
    (tmp_path / "flows" / "main.yaml").write_text(MAIN.lstrip(), encoding="utf-8")
    return tmp_path


@pytest.fixture
def bot(flows, clock):
    """Anna is an administrator, Paul a partner; both can log in. Nothing is sent anywhere."""
    app = BotApp(
        assemble(flows),
        MemoryStore(clock),
        Settings(secret=Secret("a secret of the tests"), viber_api="http://127.0.0.1:9/pa"),
        clock=clock,
        roles=["web"],
        passwords=Passwords(memory=8, rounds=1),
    )
    app.asgi.state.stopping = True  # pages without an end would have none here
    for id_, role in (("anna", "admin"), ("paul", "partner")):
        user = User(id_, id_.title(), role, email=f"{id_}@example.test")
        app.store.accounts.save(app.id, Account(user, created=clock.time()), "test").result()
        app.site.entrance.set_password(id_, PASSWORD)
    yield app
    app.stop()


@pytest.fixture
def browser(bot) -> Browser:
    return Browser(bot)


@pytest.fixture
def anna(bot) -> Browser:
    made = Browser(bot)
    made.log_in()
    return made


@pytest.fixture
def paul(bot) -> Browser:
    made = Browser(bot)
    made.log_in("paul")
    return made
