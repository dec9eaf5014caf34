"""The server closes what hangs, dawdles or never ends, and goes on serving everybody else."""

from __future__ import annotations

import asyncio
import socket
import time
from collections.abc import Iterator

import pytest

from botengine import server as server_module
from botengine.errors import BotengineError
from botengine.server import HttpServer

GET = b"GET / HTTP/1.1\r\nHost: bot\r\n\r\n"


async def app(scope, receive, send) -> None:
    """Says how long the body was; a lifespan that always works."""
    if scope["type"] == "lifespan":
        while (await receive())["type"] == "lifespan.startup":
            await send({"type": "lifespan.startup.complete"})
        await send({"type": "lifespan.shutdown.complete"})
        return
    body, more = b"", True
    while more:
        event = await receive()
        if event["type"] == "http.disconnect":
            return
        body, more = body + event["body"], event["more_body"]
    text = str(len(body)).encode()
    headers = [(b"content-length", str(len(text)).encode())]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    await send({"type": "http.response.body", "body": text})


@pytest.fixture
def address(monkeypatch) -> Iterator[tuple[str, int]]:
    monkeypatch.setattr(server_module, "HEAD_SECONDS", 0.3)
    monkeypatch.setattr(server_module, "BODY_SECONDS", 0.3)
    running = HttpServer(app).start()
    yield "127.0.0.1", int(running.url.rpartition(":")[2])
    running.stop()


def talk(address, *said: bytes) -> bytes:
    """Send this, then read until the server closes, at most 5 s."""
    with socket.create_connection(address, timeout=5) as line:
        for each in said:
            line.sendall(each)
        answer = b""
        while part := line.recv(65536):
            answer += part
        return answer


def test_a_request_is_answered_and_the_servers_name_is_its_own_business(address):
    answer = talk(address, GET.replace(b"\r\n\r\n", b"\r\nConnection: close\r\n\r\n"))
    assert answer.startswith(b"HTTP/1.1 200")
    assert b"server:" not in answer.lower()


@pytest.mark.parametrize(
    "said",
    [b"", b"GET / HT", b"GET / HTTP/1.1\r\nHost: b", b"POST / HTTP/1.1\r\nContent-Length: 9\r\n\r\n{"],
    ids=["nothing", "half a line", "half a head", "half a body"],
)
def test_half_a_request_is_closed(address, said):
    started = time.monotonic()
    assert talk(address, said) == b""
    assert 0.2 < time.monotonic() - started < 4


def test_dripping_does_not_prolong_it(address):
    with socket.create_connection(address, timeout=5) as line:
        line.sendall(b"GET / HTTP/1.1\r\n")
        deadline = time.monotonic() + 4
        with pytest.raises(OSError):  # noqa: PT012 - closed at some point of the dripping
            while time.monotonic() < deadline:
                line.sendall(b"x")
                line.settimeout(0.05)
                try:
                    assert line.recv(1)
                except TimeoutError:
                    continue
                except AssertionError as closed:
                    raise OSError from closed


def test_endless_headers_are_cut_off(address):
    with pytest.raises(OSError):
        talk(address, b"GET / HTTP/1.1\r\n", *[b"X: " + b"y" * 8000 + b"\r\n" for _ in range(2000)])


def test_one_connection_carries_many_requests_however_long_it_rests_between(address):
    with socket.create_connection(address, timeout=5) as line:
        for _ in range(3):
            line.sendall(GET)
            assert line.recv(4096).endswith(b"0")
            assert not select_readable(line, 0.4)  # longer than the time for a head


def select_readable(line: socket.socket, seconds: float) -> bool:
    line.settimeout(seconds)
    try:
        line.recv(1)
    except TimeoutError:
        return False
    finally:
        line.settimeout(5)
    return True


def test_a_large_body_in_good_time_is_fine(address):
    head = b"POST / HTTP/1.1\r\nConnection: close\r\nContent-Length: 300000\r\n\r\n"
    assert talk(address, head, b"x" * 300_000).endswith(b"300000")


def test_a_taken_port_is_told_in_words():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        with pytest.raises(BotengineError, match="another port"):
            HttpServer(app, port=taken.getsockname()[1])


def test_an_app_that_cannot_start_is_told():
    async def broken(scope, receive, send) -> None:
        await send({"type": "lifespan.startup.failed", "message": "no"})

    with pytest.raises(BotengineError, match="did not start"):
        HttpServer(broken).start()


def test_stopping_lets_requests_finish(address):
    async def slow(scope, receive, send) -> None:
        if scope["type"] == "http":
            await asyncio.sleep(0.3)
        await app(scope, receive, send)

    running = HttpServer(slow).start()
    with socket.create_connection(("127.0.0.1", int(running.url.rpartition(":")[2])), timeout=5) as line:
        line.sendall(GET)
        time.sleep(0.1)  # until the request is in work; if it is not yet, the test is only weaker
        running.stop()
        assert line.recv(4096).endswith(b"0")
