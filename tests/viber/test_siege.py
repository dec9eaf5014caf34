"""A real bot under siege: stuck sockets and endless bodies cost others nothing."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
import requests

from tests.viber.knocking import TOKEN, callback, signed

pytestmark = pytest.mark.gate
ROOT = Path(__file__).resolve().parents[2]
STUCK = 1000  # sockets that never finish their request
HUGE = 300_000_000  # bytes of an unsigned body
HEAD = b"POST /viber/ticketshop-admin HTTP/1.1\r\nHost: bot\r\n"
SHAPED = b"X-Viber-Content-Signature: " + b"0" * 64 + b"\r\n"
BEGUN = {
    "nothing": b"",
    "half a head": HEAD[:-9],
    "half a body": HEAD + SHAPED + b"Content-Length: 9000\r\n\r\n{",
    "a chunk": HEAD + SHAPED + b"Transfer-Encoding: chunked\r\n\r\n5\r\n{}",
}


@dataclass
class Bot:
    process: subprocess.Popen[str]
    webhook: str

    @property
    def address(self) -> tuple[str, int]:
        return "127.0.0.1", int(self.webhook.split(":")[2].split("/")[0])

    @property
    def memory(self) -> float:
        """Resident megabytes."""
        status = Path(f"/proc/{self.process.pid}/status").read_text()
        return int(status.split("VmRSS:")[1].split()[0]) / 1024


@pytest.fixture
def bot(tmp_path) -> Iterator[Bot]:
    environ = {
        **os.environ, "BOTENGINE_FLOWS": str(ROOT), "BOTENGINE_STORE": f"sqlite:///{tmp_path}/bot.db",
        "BOTENGINE_VIBER_TOKEN": TOKEN, "BOTENGINE_VIBER_API": "http://127.0.0.1:9/pa",
    }  # fmt: skip
    program = [sys.executable, "-m", "botengine", "run", "--port", "0", "--role", "web,worker"]
    with (
        (tmp_path / "log").open("w+") as log,
        subprocess.Popen(program, env=environ, stdout=subprocess.PIPE, stderr=log, text=True) as process,
    ):
        process.stdout.readline()
        yield Bot(process, process.stdout.readline().split()[1])
        process.send_signal(signal.SIGTERM)
        process.wait(30)
        log.seek(0)
        assert "Traceback" not in log.read()


def good(bot: Bot, count: int) -> list[float]:
    """Seconds that so many honest callbacks took, sorted; every one must be answered 200."""
    took, session, now = [], requests.Session(), time.time()
    for _ in range(count):
        body = callback(at=now, message_token=time.monotonic_ns())
        headers = {name.decode(): value.decode() for name, value in signed(body)}
        started = time.perf_counter()
        assert session.post(bot.webhook, data=body, headers=headers, timeout=30).status_code == 200
        took.append(time.perf_counter() - started)
    return sorted(took)


def stuck(bot: Bot) -> list[socket.socket]:
    lines = []
    for number in range(STUCK):
        lines.append(socket.create_connection(bot.address, timeout=10))
        lines[-1].sendall(list(BEGUN.values())[number % len(BEGUN)])
    return lines


def pour(bot: Bot, sent: list[int], head: bytes) -> None:
    """Send a huge body until the other side has enough."""
    with socket.create_connection(bot.address, timeout=10) as line:
        line.sendall(HEAD + SHAPED + head)
        for _ in range(HUGE // 65536):
            try:
                sent[0] += line.send(b"x" * 65536)
            except OSError:
                return


def closed(line: socket.socket) -> bool:
    """Whether the server has let go of it (an answer may come before)."""
    line.setblocking(False)  # `select` knows no descriptor above 1023, and this test holds a thousand
    try:
        while line.recv(4096):
            pass
    except BlockingIOError:
        return False
    except OSError:
        pass
    return True


def test_a_thousand_stuck_sockets_and_huge_bodies_cost_others_nothing(bot):
    good(bot, 100)
    before = bot.memory
    lines, sent = stuck(bot), [0]
    heads = [b"Content-Length: %d\r\n\r\n" % HUGE, b"Transfer-Encoding: chunked\r\n\r\nffffff0\r\n"]
    pouring = [threading.Thread(target=pour, args=(bot, sent, head)) for head in heads * 3]
    for each in pouring:
        each.start()
    took = good(bot, 400)
    for each in pouring:
        each.join()
    grown, p99 = bot.memory - before, took[int(len(took) * 0.99)]
    deadline = time.monotonic() + 20
    while lines and time.monotonic() < deadline:
        lines = [line for line in lines if not closed(line)]
        time.sleep(0.1)
    assert not lines, f"{len(lines)} of {STUCK} sockets are still open"
    assert p99 < 0.2, f"p99 {p99 * 1000:.0f} ms"
    assert sent[0] < HUGE / 10, f"{sent[0]} bytes were taken"
    assert grown < 40, f"{grown:.0f} MB more"
    print(f"p50 {took[200] * 1000:.1f} ms, p99 {p99 * 1000:.1f} ms, +{grown:.1f} MB, {sent[0]} bytes taken")  # noqa: T201
    assert good(bot, 20)
