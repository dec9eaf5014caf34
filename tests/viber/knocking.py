"""Knocking at the webhook in memory: signed callbacks, a door that remembers, answers as values."""

from __future__ import annotations

import asyncio
import json
import threading
from collections.abc import Iterable, Sequence
from concurrent.futures import Future
from dataclasses import dataclass, field
from typing import Any

from botengine.messages import Message
from botengine.runtime.records import Arrival
from botengine.viber.signature import HEADER, sign
from botengine.viber.wire import BadCallback, read

TOKEN = "4453b6ac12345678-1234567890abcdef-fedcba0987654321"
WHO = "3SQNc4FPUQmysaM/AQEhXg=="


class RecordingDoor:
    """A runtime that keeps arrivals in a list. `problem` is raised instead; `silent` never answers."""

    def __init__(self) -> None:
        self.kept: list[Arrival] = []
        self.welcomes: list[Arrival] = []
        self.greeting: Message | None = Message("Welcome!")
        self.problem: Exception | None = None
        self.silent = False
        self.leave = threading.Event()

    def accept(self, arrival: Arrival) -> Future[bool]:
        future: Future[bool] = Future()
        if self.silent:
            return future
        if self.problem:
            future.set_exception(self.problem)
            return future
        new = (arrival.user, arrival.dedupe) not in [(each.user, each.dedupe) for each in self.kept]
        self.kept.extend([arrival] if new else [])
        future.set_result(new)
        return future

    def welcome(self, arrival: Arrival) -> Message | None:
        self.welcomes.append(arrival)
        if self.problem:
            raise self.problem
        if self.silent:
            self.leave.wait(5)
        try:
            read(arrival.body)
        except BadCallback:
            return None  # as the Runtime does: a dead letter has no answer
        return self.greeting


@dataclass
class Answer:
    """What the webhook said; status 0: nothing at all."""

    status: int = 0
    headers: dict[str, str] = field(default_factory=dict)
    body: bytes = b""


def callback(event: str = "message", at: float = 0.0, **fields: Any) -> bytes:
    """A callback as Viber writes it: compact, raw UTF-8."""
    who = {"sender": {"id": WHO, "name": "Anna"}, "message": {"type": "text", "text": "Hallo"}}
    if event in {"conversation_started", "subscribed"}:
        who = {"user": {"id": WHO, "name": "Anna", "api_version": 10}}
    elif event != "message":
        who = {"user_id": WHO}
    whole = {
        "event": event,
        "timestamp": int(at * 1000),
        "message_token": 5753750845017966998,
        **who,
        **fields,
    }
    return json.dumps(whole, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "surrogatepass")


def signed(body: bytes, token: str = TOKEN) -> list[tuple[bytes, bytes]]:
    return [(HEADER, sign(token, body).encode()), (b"content-length", str(len(body)).encode())]


def knock(
    app: Any,
    body: bytes,
    headers: Iterable[tuple[bytes, bytes]] | None = None,
    *,
    method: str = "POST",
    query: bytes = b"",
    parts: Sequence[bytes | None] | None = None,
) -> Answer:
    """One request. `parts`: the body in pieces; None among them: the other side hangs up."""
    pieces = list(parts if parts is not None else [body])
    answer = Answer()

    async def receive() -> dict[str, Any]:
        if not pieces:
            await asyncio.sleep(60)
        piece = pieces.pop(0)
        if piece is None:
            return {"type": "http.disconnect"}
        return {"type": "http.request", "body": piece, "more_body": bool(pieces) or parts is not None}

    async def send(event: Any) -> None:
        if event["type"] == "http.response.start":
            answer.status = event["status"]
            answer.headers = {name.decode(): value.decode() for name, value in event["headers"]}
        else:
            answer.body += event["body"]

    chosen = signed(body) if headers is None else list(headers)
    scope = {"type": "http", "method": method, "query_string": query, "headers": chosen}
    asyncio.run(app(scope, receive, send))
    return answer
