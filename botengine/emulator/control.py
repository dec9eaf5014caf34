"""The control API: everything a hand at a phone can do, and a little of what the world can do, as JSON."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import UTC, datetime
from typing import Any

import msgspec
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse
from starlette.routing import Route

from botengine.emulator.cloud import NotPossibleError
from botengine.emulator.faults import Fault, Faults
from botengine.emulator.phone import Phones
from botengine.emulator.records import Chat
from botengine.emulator.view import bot_view, chat_view, empty_view, person_view

UNITS = {"s": 1, "sec": 1, "second": 1, "m": 60, "min": 60, "minute": 60,
         "h": 3600, "hour": 3600, "d": 86400, "day": 86400, "week": 604800}  # fmt: skip
LONGEST_WAIT = 600.0  # seconds that `idle` waits at most
JSON = "application/json"

Body = dict[str, Any]


def seconds(text: object) -> float:
    """`31 min`, `2 hours`, `90` in seconds; raises NotPossibleError."""
    match = re.fullmatch(r"\s*(\d+(?:\.\d+)?)\s*([a-z]*?)s?\s*", str(text))
    if match and (match[2] or "s") in UNITS:
        return float(match[1]) * UNITS[match[2] or "s"]
    raise NotPossibleError(400, f"'{text}' is no duration; write for example 31 min, 2 hours, 3 days")


class Control:
    """The routes below /control. Every call is answered at once; the callbacks go out behind it."""

    def __init__(self, phones: Phones, faults: Faults) -> None:
        self.phones, self.cloud, self.faults = phones, phones.cloud, faults
        self.board = ""

    def routes(self) -> list[Route]:
        acts: dict[str, Callable[[Chat, Body], object]] = {
            "open": lambda chat, body: self.phones.open(chat, _text(body, "context", "")),
            "type": lambda chat, body: self.phones.type(chat, _text(body, "text")),
            "tap": self.phones.tap,
            "replay": lambda chat, body: self.phones.replay(chat, _text(body, "action_body")),
            "share-phone": lambda chat, body: self.phones.share_phone(chat, _text(body, "phone", "")),
            "location": self.phones.locate,
            "send": lambda chat, body: self.phones.send(chat, {k: v for k, v in body.items() if k != "bot"}),
            "subscribe": lambda chat, _body: self.phones.subscribe(chat),
            "unsubscribe": lambda chat, _body: self.phones.unsubscribe(chat),
            "seen": lambda chat, _body: self.phones.seen(chat),
        }
        named = {
            ("POST", "/control/bots"): self.add_bot,
            ("GET", "/control/bots"): self.bots,
            ("POST", "/control/users"): self.add_user,
            ("GET", "/control/users"): self.users,
            ("GET", "/control/users/{id}"): self.user,
            ("GET", "/control/idle"): self.idle,
            ("GET", "/control/clock"): self.time,
            ("POST", "/control/clock"): self.advance,
            ("GET", "/control/faults"): self.ordered_faults,
            ("POST", "/control/faults"): self.order_fault,
            ("DELETE", "/control/faults"): self.clear_faults,
            ("GET", "/control/log"): self.log,
            ("POST", "/control/board"): self.pin,
            ("DELETE", "/control"): self.forget,
        }
        plain = [Route(path, _answering(work), methods=[method]) for (method, path), work in named.items()]
        hands = [Route(f"/control/users/{{id}}/{name}", _answering(self._act(act)), methods=["POST"])
                 for name, act in acts.items()]  # fmt: skip
        return [*plain, *hands, Route("/control/events", self.events)]

    # Bots and people

    async def add_bot(self, request: Request) -> object:
        body = await _body(request)
        bot = self.cloud.add_bot(*(_text(body, name, "") for name in ("token", "name", "uri", "avatar")))
        return {"id": bot.id, "token": bot.token, "uri": bot.uri}

    async def bots(self, _request: Request) -> object:
        return [bot_view(bot) for bot in self.cloud.bots.values()]

    async def add_user(self, request: Request) -> object:
        body = await _body(request)
        if unknown := body.keys() - {"id", "name", "language", "country", "api_version", "device", "phone"}:
            raise NotPossibleError(400, f"a user has no {', '.join(sorted(unknown))}")
        person = self.cloud.add_person(_text(body, "id", ""), **{k: v for k, v in body.items() if k != "id"})
        return person_view(self.phones, person)

    async def users(self, _request: Request) -> object:
        return [person_view(self.phones, person) for person in self.cloud.people.values()]

    async def user(self, request: Request) -> object:
        person, query = self.cloud.find_person(request.path_params["id"]), request.query_params
        if not self.cloud.bots:
            return empty_view(person)
        return chat_view(
            self.phones, self.phones.chat(person, query.get("bot", "")), int(_query(request, "last"))
        )

    def _act(self, act: Callable[[Chat, Body], object]) -> Callable[[Request], Awaitable[object]]:
        async def work(request: Request) -> object:
            body = await _body(request)
            person = self.cloud.find_person(request.path_params["id"])
            wanted = _text(body, "bot", request.query_params.get("bot", ""))
            result = act(self.phones.chat(person, wanted), body)
            answer = result if isinstance(result, dict) else {}
            about = {"user": person.id, "does": request.url.path.rpartition("/")[2], "body": body}
            if "button" in answer:
                about |= {"button": answer["button"], "phone": body.get("phone") or person.phone}
            self.cloud.log.add("control", self.cloud.now(), **about)
            return {"ok": True, **answer}

        return work

    # The world

    async def idle(self, request: Request) -> object:
        timeout = min(_query(request, "timeout", 10.0), LONGEST_WAIT)
        if await self.cloud.activity.idle(timeout):
            return {"idle": True}
        raise NotPossibleError(408, f"still busy after {timeout:g} s; GET /control/log tells what goes on")

    async def time(self, _request: Request) -> object:
        return {"now": datetime.fromtimestamp(self.cloud.now(), UTC).isoformat(timespec="milliseconds")}

    async def advance(self, request: Request) -> object:
        body = await _body(request)
        self.cloud.advance(seconds(body.get("advance")))
        self.cloud.log.add("control", self.cloud.now(), does="clock", body=body)
        self.phones.delivery.fire_due()
        return await self.time(request)

    async def order_fault(self, request: Request) -> object:
        self.faults.orders.append(msgspec.convert(await _body(request), Fault))
        return await self.ordered_faults(request)

    async def ordered_faults(self, _request: Request) -> object:
        return {"faults": self.faults.orders}

    async def clear_faults(self, request: Request) -> object:
        self.faults.orders.clear()
        return await self.ordered_faults(request)

    async def log(self, request: Request) -> object:
        entries = [each for each in self.cloud.log.entries if each["n"] > _query(request, "after")]
        return {"entries": entries, "last": self.cloud.log.count}

    async def forget(self, _request: Request) -> object:
        await self.phones.delivery.forget()
        self.faults.orders.clear()
        self.cloud.forget()
        self.cloud.watchers.tell({"people": True})
        return {"ok": True}

    async def pin(self, request: Request) -> object:
        """Show a text above all phones, such as the mistakes of a flow; an empty one takes it away."""
        self.board = _text(await _body(request), "text", "")
        self.cloud.watchers.tell({"board": self.board})
        return {"ok": True}

    async def events(self, _request: Request) -> Response:
        async def lines() -> AsyncIterator[bytes]:
            yield b"data: " + msgspec.json.encode({"board": self.board}) + b"\n\n"
            async for notice in self.cloud.watchers.notices():
                yield b"data: " + msgspec.json.encode(notice) + b"\n\n" if notice else b": still here\n\n"

        return StreamingResponse(
            lines(), media_type="text/event-stream", headers={"Cache-Control": "no-store"}
        )


def _answering(work: Callable[[Request], Awaitable[object]]) -> Callable[[Request], Awaitable[Response]]:
    async def endpoint(request: Request) -> Response:
        try:
            return Response(msgspec.json.encode(await work(request)), media_type=JSON)
        except NotPossibleError as problem:
            error = {"error": str(problem), **problem.details}
            return Response(msgspec.json.encode(error), problem.status, media_type=JSON)
        except msgspec.ValidationError as problem:
            return Response(msgspec.json.encode({"error": str(problem)}), 400, media_type=JSON)

    return endpoint


async def _body(request: Request) -> Body:
    try:
        body = msgspec.json.decode(await request.body() or b"{}")
    except (msgspec.MsgspecError, UnicodeDecodeError) as problem:
        raise NotPossibleError(400, f"the body is no JSON: {problem}") from None
    if not isinstance(body, dict):
        raise NotPossibleError(400, "the body must be a JSON object")
    return body


def _text(body: Body, name: str, default: str | None = None) -> str:
    value = body.get(name, default)
    if not isinstance(value, str) or not (value or default is not None):
        raise NotPossibleError(400, f"give '{name}' as a text")
    return value


def _query(request: Request, name: str, default: float = 0.0) -> float:
    try:
        return max(0.0, float(request.query_params.get(name, default)))
    except ValueError:
        raise NotPossibleError(400, f"'{name}' must be a number") from None
