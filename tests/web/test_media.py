"""GET /media: a file over real HTTP, safe to open; every wrong address is the same 404."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import requests
from starlette.applications import Starlette

from botengine.runtime.media import Publisher
from botengine.server import HttpServer
from botengine.testing.store import MemoryStore
from botengine.values import File
from botengine.web.media import media_route
from tests.runtime.fakes import StillClock

PDF = File("Tickets 1042.pdf", b"%PDF-1.7" + bytes(range(256)) * 500)


@pytest.fixture
def publisher() -> Iterator[Publisher]:
    clock = StillClock()
    publisher = Publisher(MemoryStore(clock), "shop", "a long enough secret", clock=clock)
    app = Starlette(routes=[media_route(publisher.open)])
    app.router.redirect_slashes = False  # as the bot's own
    server = HttpServer(app).start()
    publisher.base = server.url
    yield publisher
    server.stop()


def test_the_bytes_arrive_as_they_are_to_be_saved(publisher):
    answer = requests.get(publisher.publish("ann", PDF).url, timeout=9)
    assert (answer.status_code, answer.content) == (200, PDF.content)
    assert answer.headers["content-type"] == "application/pdf"
    assert answer.headers["content-disposition"] == "attachment"
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert "sandbox" in answer.headers["content-security-policy"]


def test_pictures_are_shown_and_pages_are_only_saved(publisher):
    files = [File("chart.png", b"\x89PNG"), File("page.html", b"<script>alert(1)</script>")]
    answers = [requests.get(publisher.publish("ann", file).url, timeout=9) for file in files]
    assert [each.headers["content-disposition"] for each in answers] == ["inline", "attachment"]


def test_head_tells_size_and_type_as_viber_asks_for_them(publisher):
    answer = requests.head(publisher.publish("ann", PDF).url, timeout=9)
    assert (answer.status_code, answer.content) == (200, b"")
    assert answer.headers["content-length"] == str(len(PDF.content))
    assert answer.headers["content-type"] == "application/pdf"


def test_every_wrong_address_is_not_found(publisher):
    url = publisher.publish("ann", PDF).url
    token = url.removeprefix(publisher.base).rpartition("/")[0]
    for wrong in (
        "/media/x/Tickets-1042.pdf", "{0}/other.pdf", "{0}/%2e%2e", "{0}/..%2f..%2fbot.db", "{0}/", "{0}",
        "{0}/Tickets-1042.pdf/", "/media//Tickets-1042.pdf", "{0}/Tickets-1042.pdf%00", "/media/%ff%fe/a.pdf",
    ):  # fmt: skip
        answer = requests.get(publisher.base + wrong.format(token), timeout=9)
        assert (answer.status_code, PDF.content in answer.content) == (404, False), wrong
