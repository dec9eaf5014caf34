"""What outside systems meet at POST /sources/<name>, with a real server and a real store."""

from __future__ import annotations

import http.client
import sys
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
import requests

from botengine.app import BotApp
from botengine.engine.assembly import assemble
from botengine.server import HttpServer
from botengine.store.sqlite import SqliteStore
from botengine.values import User
from botengine.web.sources import MAX_BODY
from tests.store.words import let_in

FRONT = """format: 1
bot: Listener
language: en
start: main.menu
actions: [ears]
"""
MAIN = """flow: main
screens:
  menu:
    text: Hello
    buttons: [{text: Hello again, go: main.menu}]
"""
EARS = '''"""Sources of a bot that listens."""
from botengine import Notice, source


@source("shop")
def shop(request, users, now):
    if request.headers.get("x-secret") != "sesame":
        raise PermissionError
    if request.body == b"break":
        raise ConnectionError("the database of the shop is away")
    return [Notice(user.id, "main.news", key=request.body.decode()) for user in users]


@source("clock", every=3600.0)
def clock(since, users):
    return [], "1"
'''


@pytest.fixture
def app(tmp_path: Path) -> Iterator[BotApp]:
    files = {"flows.yaml": FRONT, "flows/main.yaml": MAIN, "ears/__init__.py": EARS}
    for name, text in files.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text)
    sys.modules.pop("ears", None)
    yield BotApp(assemble(tmp_path), SqliteStore(tmp_path / "bot.db"))
    sys.path.remove(str(tmp_path.resolve()))


@pytest.fixture
def url(app: BotApp) -> Iterator[str]:
    server = HttpServer(app.asgi, port=0).start()
    let_in(app.store, "ann", User("u1", "Ann"), bot=app.id)
    yield server.url
    server.stop()


def post(url: str, body: bytes, name: str = "shop", secret: str = "sesame") -> int:
    answer = requests.post(f"{url}/sources/{name}", data=body, headers={"X-Secret": secret}, timeout=5)
    assert answer.content == b""
    return answer.status_code


def pinned(app: BotApp) -> list[str]:
    found = app.store.database.conn.execute("SELECT key FROM notice ORDER BY id").fetchall()
    return [key for (key,) in found]


def test_what_is_acknowledged_is_kept_once(app, url):
    assert [post(url, b"one"), post(url, b"one"), post(url, b"two")] == [200, 200, 200]
    assert pinned(app) == ["one", "two"]


def test_who_proves_nothing_is_refused(app, url):
    assert (post(url, b"one", secret="wrong"), pinned(app)) == (403, [])


def test_other_names_are_not_found(url):
    assert [post(url, b"one", name) for name in ("unknown", "clock")] == [404, 404]


def test_only_posts_are_taken(url):
    assert requests.get(f"{url}/sources/shop", timeout=5).status_code == 405


def test_too_much_is_refused_before_all_of_it_is_read(app, url):
    connection = http.client.HTTPConnection(urlsplit(url).netloc, timeout=5)
    connection.putrequest("POST", "/sources/shop")
    connection.putheader("Content-Length", str(100 * MAX_BODY))
    connection.endheaders()
    connection.send(b"x" * (MAX_BODY + 1))
    assert (connection.getresponse().status, pinned(app)) == (413, [])
    connection.close()


def test_a_function_that_fails_is_asked_again(app, url):
    assert (post(url, b"break"), pinned(app)) == (503, [])


def test_what_the_store_cannot_keep_is_not_acknowledged(app, url):
    app.store.close()
    assert post(url, b"one") == 503
