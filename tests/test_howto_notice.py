"""The guide to notices is true: its bot tells what its sources say, once."""

from __future__ import annotations

from pathlib import Path

import pytest
import requests

from botengine.app import BotApp
from botengine.engine.assembly import assemble
from botengine.server import HttpServer
from botengine.store.sqlite import SqliteStore
from botengine.testing.scenario import find_scenarios, play
from botengine.values import User
from tests.store.words import let_in
from tests.test_howto import files_of

FILES = files_of("send-a-notice")


@pytest.fixture
def bot(tmp_path: Path) -> Path:
    """The guide's bot, written as it tells."""
    for name, text in FILES.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text, encoding="utf-8")
    return tmp_path


@pytest.fixture
def app(bot: Path) -> BotApp:
    given = {"data": bot, "environ": {"MACHINE_SECRET": "sesame"}}
    made = BotApp(assemble(bot, given), SqliteStore(bot / "bot.db"))
    let_in(made.store, "ann", User("u1", "Ann"), made.id)
    return made


def keys(app: BotApp) -> list[str]:
    return [key for (key,) in app.store.database.conn.execute("SELECT key FROM notice ORDER BY id")]


def test_the_guides_scenario_passes(bot):
    (scenario,) = find_scenarios(bot / "tests" / "scenarios")
    assert play(scenario, assemble(bot)).problem == ""


def test_each_line_of_the_machines_log_is_told_once(app, bot):
    source = app.runtime.bots[app.id].sources["machine"]
    for lines in ("", "beans\n", "beans\nmilk\n", "beans\nmilk\n"):
        (bot / "machine.log").write_text(lines)
        app.runtime.sources.poll(app.id, "machine", source)
    assert keys(app) == ["log:0", "log:1"]
    app.store.close()


def test_a_press_of_the_machines_button_is_told_once_and_only_with_the_secret(app):
    server = HttpServer(app.asgi, port=0).start()
    url, answers = f"{server.url}/sources/button", []
    for secret in ("wrong", "sesame", "sesame"):
        answer = requests.post(url, data="17", headers={"X-Secret": secret}, timeout=5)
        answers.append(answer.status_code)
    assert (answers, [key for key in keys(app) if key.startswith("press")]) == ([403, 200, 200], ["press:17"])
    server.stop()
