"""The whole way of a tap, callback to answer: `python bench/whole_way.py [TAPS [PEOPLE AT ONCE]]`.

The shipped bot with its shop runs in one process; this process is Viber: it sends signed taps, takes the
answers, and lets each person tap again when the answer has come.
"""

from __future__ import annotations

import asyncio
import multiprocessing
import sys
import tempfile
import time
from dataclasses import replace
from multiprocessing.connection import Connection
from pathlib import Path

import msgspec
import uvloop

from botengine.app import BotApp
from botengine.engine.assembly import assemble
from botengine.server import HttpServer
from botengine.settings import Secret, Settings
from botengine.store.sqlite import SqliteStore
from botengine.values import Account, User
from botengine.viber.signature import HEADER, sign

TOKEN = "4453b6ac12345678-1234567890abcdef-fedcba0987654321"
ROOT, BOT = Path(__file__).parents[1], "ticketshop-admin"
TEXTS = {"menu": ["menü"], "order": ["1042"], "search": ["Meier"], "mixed": ["menü", "1042", "Meier", "1043"]}


def bot(people: int, api: str, told: Connection) -> None:
    """The shipped bot, complete, on SQLite with synchronous=FULL."""
    with tempfile.TemporaryDirectory() as folder:
        store = SqliteStore(Path(folder) / "bot.db")
        for number in range(people):
            user = User(f"u{number}", "Anna Admin", "admin", "de", "admin@example.test")
            store.accounts.save(BOT, Account(user), BOT)
            store.accounts.link(BOT, person(number), user.id, BOT).result()
        app = BotApp(
            assemble(ROOT, {"data": Path(folder)}),
            store,
            Settings(viber_token=Secret(TOKEN), viber_api=api),
        )
        app.runtime.bots[BOT] = replace(app.runtime.bots[BOT], per_minute=0)
        server = HttpServer(app.asgi).start()
        told.send(int(server.url.rpartition(":")[2]))
        told.recv()
        told.send(time.process_time())
        server.stop()


def person(number: int) -> str:
    return f"{number:022d}=="


class Viber:
    """Sends taps and takes answers. `waiting`: who taps next, as soon as the answer is here."""

    def __init__(self, texts: list[str], taps: int) -> None:
        self.texts, self.left = texts, taps
        self.began: dict[str, float] = {}
        self.answered: dict[str, asyncio.Event] = {}
        self.took: list[float] = []
        self.tokens = int(time.time() * 1000) << 22

    async def answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """One connection of the bot's client: `send_message` again and again."""
        try:
            while head := await reader.readuntil(b"\r\n\r\n"):
                length = int(head.lower().partition(b"content-length:")[2].partition(b"\r")[0])
                body = msgspec.json.decode(await reader.readexactly(length))
                answer = b'{"status":0,"status_message":"ok","message_token":1}'
                writer.write(b"HTTP/1.1 200 OK\r\ncontent-length: %d\r\n\r\n%s" % (len(answer), answer))
                receiver = body["receiver"]
                self.took.append(time.perf_counter() - self.began[receiver])
                self.answered[receiver].set()
        except asyncio.IncompleteReadError:
            writer.close()

    async def tap(self, port: int, number: int) -> None:
        """One person: a tap, its answer, the next tap."""
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        who, turn = person(number), number
        self.answered[who] = asyncio.Event()
        while self.left > 0:
            self.left, turn, self.tokens = self.left - 1, turn + 1, self.tokens + 1
            body = self.callback(who, self.texts[turn % len(self.texts)])
            self.answered[who].clear()
            self.began[who] = time.perf_counter()
            writer.write(
                b"POST /viber/ticketshop-admin HTTP/1.1\r\nHost: b\r\n%s: %s\r\nContent-Length: %d\r\n\r\n%s"
                % (HEADER, sign(TOKEN, body).encode(), len(body), body)
            )
            status = await reader.readuntil(b"\r\n\r\n")
            assert status.startswith(b"HTTP/1.1 200"), status
            await self.answered[who].wait()
        writer.close()

    def callback(self, who: str, text: str) -> bytes:
        sender = {"id": who, "name": "Anna", "language": "de", "country": "DE", "api_version": 10}
        return msgspec.json.encode(
            {
                "event": "message",
                "timestamp": int(time.time() * 1000),
                "message_token": self.tokens,
                "sender": sender,
                "message": {"type": "text", "text": text},
                "silent": False,
            }
        )


async def drive(kind: str, taps: int, people: int) -> str:
    viber = Viber(TEXTS[kind], taps)
    server = await asyncio.start_server(viber.answer, "127.0.0.1", 0)
    api = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/pa"
    ours, theirs = multiprocessing.Pipe()
    process = multiprocessing.get_context("spawn").Process(target=bot, args=(people, api, theirs))
    process.start()
    port = await asyncio.to_thread(ours.recv)
    started = time.perf_counter()
    await asyncio.gather(*(viber.tap(port, number) for number in range(people)))
    rate = taps / (time.perf_counter() - started)
    ours.send("end")
    await asyncio.to_thread(ours.recv)
    await asyncio.to_thread(process.join)
    server.close()
    took = sorted(viber.took)
    p50, p99 = (took[int(len(took) * part)] * 1000 for part in (0.5, 0.99))
    return f"{kind:8} {people:4} at once  {rate:7,.0f} taps/s   p50 {p50:7.1f} ms   p99 {p99:7.1f} ms"


def main() -> None:
    taps, people = (int(each) for each in (*sys.argv[1:], "2000", "64")[:2])
    print("callback to answer, one process of the bot, Viber and load in another, synchronous=FULL")
    for kind in TEXTS:
        for crowd in (1, people):
            line = uvloop.run(drive(kind, taps if crowd > 1 else taps // 10, crowd))
            print(line, flush=True)


if __name__ == "__main__":
    main()
