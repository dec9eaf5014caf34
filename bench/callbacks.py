"""How many signed callbacks the webhook takes: `python bench/callbacks.py [CALLBACKS [CONNECTIONS]]`."""

from __future__ import annotations

import asyncio
import multiprocessing
import sys
import tempfile
import time
from concurrent.futures import Future
from multiprocessing.connection import Connection
from pathlib import Path

import uvloop
from starlette.applications import Starlette
from starlette.routing import Route

from botengine.messages import Message
from botengine.runtime.records import Arrival
from botengine.server import HttpServer
from botengine.store.sqlite import SqliteStore
from botengine.viber.channel import ViberChannel
from botengine.viber.client import ViberClient
from botengine.viber.signature import HEADER, Keyring, sign
from botengine.viber.webhook import Webhook

TOKEN = "4453b6ac12345678-1234567890abcdef-fedcba0987654321"
BODY = (
    '{"event":"message","timestamp":%d,"chat_hostname":"SN-CALLBACK-21_","message_token":%d,"sender":{"id":"%024d",'
    '"name":"Anna Meier","avatar":"https://media.example.test/photo.jpg","language":"de","country":"DE",'
    '"api_version":10},"message":{"text":"~aB3xYz90.4","type":"text"},"silent":true}'
)


class Forgetful:
    """Keeps nothing: what is left is HTTP, signature and parsing."""

    def accept(self, _arrival: Arrival) -> Future[bool]:
        future: Future[bool] = Future()
        future.set_result(True)
        return future

    def welcome(self, _arrival: Arrival) -> Message | None:
        return None


class Keeping(Forgetful):
    """Keeps callbacks in SQLite, synchronous=FULL, as a bot does."""

    def __init__(self, folder: str) -> None:
        self.accept = SqliteStore(Path(folder) / "bot.db").accept


def bot(door: type[Forgetful], told: Connection) -> None:
    """A process with nothing but the webhook."""
    with tempfile.TemporaryDirectory() as folder:
        kept = door(folder) if door is Keeping else door()
        channel = ViberChannel(ViberClient(TOKEN, "http://127.0.0.1:9/pa"), "Bench")
        app = Starlette(routes=[Route("/viber/bench", Webhook("bench", Keyring(TOKEN), channel, kept))])
        server = HttpServer(app).start()
        told.send(int(server.url.rpartition(":")[2]))
        told.recv()
        started = time.process_time()
        told.send(None)
        told.recv()
        told.send(time.process_time() - started)
        server.stop()


def requests(count: int) -> list[bytes]:
    now = int(time.time() * 1000)
    bodies = [(BODY % (now, number, number % 1000)).encode() for number in range(count)]
    request = b"POST /viber/bench HTTP/1.1\r\nHost: b\r\n%s: %s\r\nContent-Length: %d\r\n\r\n%s"
    return [request % (HEADER, sign(TOKEN, body).encode(), len(body), body) for body in bodies]


async def load(port: int, waiting: list[bytes], connections: int) -> list[float]:
    """Seconds of each request."""
    took: list[float] = []

    async def one() -> None:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        while waiting:
            writer.write(waiting.pop())
            started = time.perf_counter()
            answer = await reader.readuntil(b"\r\n\r\n")
            took.append(time.perf_counter() - started)
            assert answer.startswith(b"HTTP/1.1 200"), answer
        writer.close()

    await asyncio.gather(*(one() for _ in range(connections)))
    return took


def measure(door: type[Forgetful], count: int, connections: int) -> str:
    ours, theirs = multiprocessing.Pipe()
    process = multiprocessing.get_context("spawn").Process(target=bot, args=(door, theirs))
    process.start()
    port, waiting = ours.recv(), requests(count)
    ours.send("begin")
    ours.recv()
    started = time.perf_counter()
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        took = sorted(runner.run(load(port, waiting, connections)))
    rate = count / (time.perf_counter() - started)
    ours.send("end")
    busy = ours.recv() / count * 1e6
    process.join()
    p50, p99 = (took[int(len(took) * part)] * 1000 for part in (0.5, 0.99))
    return (
        f"{door.__name__:10} {rate:9,.0f}/s   p50 {p50:6.1f} ms   p99 {p99:6.1f} ms   CPU {busy:5.0f} us each"
    )


def main() -> None:
    count, connections = (int(each) for each in [*sys.argv[1:], *("30000", "64")[len(sys.argv) - 1 :]])
    print(f"{count} callbacks over {connections} connections, server and load on this machine")
    for door in (Forgetful, Keeping):
        print(measure(door, count, connections), flush=True)


if __name__ == "__main__":
    main()
