"""Where Viber knocks: a small ASGI app that checks, stores, and only then says 200."""

import asyncio
import hashlib
import logging
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Protocol, TypeVar

from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from botengine.clock import Clock, SystemClock
from botengine.messages import Message
from botengine.metrics import Metrics
from botengine.runtime.records import Arrival
from botengine.viber.channel import ViberChannel
from botengine.viber.signature import Keyring, claimed
from botengine.viber.wire import BadCallback, head

log = logging.getLogger(__name__)

MAX_BODY = 64 * 1024  # bytes: Viber's JSON has at most 30 KB
BODY_SECONDS = 10.0  # for a whole body: Viber sends it in one piece
ANSWER_SECONDS = 4.5  # Viber takes what needs more than 5 s for lost and sends again
PAST = 48 * 3600.0  # seconds: Viber repeats for about an hour; older ones may be replays
FUTURE = 23 * 3600.0  # seconds our clock may be slow; with PAST still within the 72 h of the dedupe rows
WELCOMES = 8  # at the same time; others wait their turn
NOBODY = "(unreadable)"  # under this name dead letters are kept of which nobody can say whose they are
WELCOMED = "conversation_started"
STORED = {WELCOMED, "message", "subscribed", "unsubscribed", "failed"}
CLOSE = {"connection": "close"}  # what the other side still wants to send is not read

T = TypeVar("T")


class Door(Protocol):
    """What the webhook needs of the Runtime."""

    def accept(self, arrival: Arrival) -> Future[bool]: ...

    def welcome(self, arrival: Arrival) -> Message | None: ...


class _Turned(Exception):  # noqa: N818 - turned away at the door
    """The answer is this status without a body; `reason` is for the figures, "" counts nothing."""

    def __init__(self, status: int, reason: str = "", **headers: str) -> None:
        self.status, self.reason, self.headers = status, reason, headers


@dataclass
class Webhook:
    """One bot's webhook. Everything it refuses it refuses without a word, but counts it."""

    bot: str
    keys: Keyring
    channel: ViberChannel
    door: Door
    clock: Clock = field(default_factory=SystemClock)
    metrics: Metrics = field(default_factory=Metrics)

    def __post_init__(self) -> None:
        self._threads = ThreadPoolExecutor(WELCOMES, "welcome")

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """ASGI. Answers 200, 403, 405, 408, 413 or 503, as botengine's documents on HTTP say."""
        try:
            body = await self._answer(await self._received(Request(scope, receive)))
            answer = Response(body, media_type="application/json" if body else None)
        except ClientDisconnect:
            return
        except _Turned as turned:
            if turned.reason:
                self.metrics.callback_refused(turned.reason)
            answer = Response(status_code=turned.status, headers=turned.headers)
        await answer(scope, receive, send)

    def close(self) -> None:
        self._threads.shutdown(wait=False, cancel_futures=True)

    # -- at the door

    async def _received(self, request: Request) -> bytes:
        """The body, if it is Viber's: what can be refused without reading it is not read."""
        if request.method != "POST":
            raise _Turned(405, allow="POST", **CLOSE)
        signature = claimed(request.scope["headers"], request.scope["query_string"])
        if not signature:
            raise _Turned(403, "signature", **CLOSE)
        length = dict(request.scope["headers"]).get(b"content-length", b"")
        if length.isdigit() and int(length[:20]) > MAX_BODY:
            raise _Turned(413, "size", **CLOSE)
        body = bytearray()
        try:
            async with asyncio.timeout(BODY_SECONDS):
                async for part in request.stream():
                    body += part
                    if len(body) > MAX_BODY:
                        raise _Turned(413, "size", **CLOSE)
        except TimeoutError:
            raise _Turned(408, "slow", **CLOSE) from None
        if not self.keys.accepts(bytes(body), signature):
            raise _Turned(403, "signature")
        return bytes(body)

    async def _answer(self, body: bytes) -> bytes:
        """Store the callback; the body of the answer."""
        now = self.clock.time()
        try:
            found = head(body)
        except BadCallback as problem:
            return await self._unreadable(body, now, problem)
        if found.event not in STORED:
            return b""  # webhook, delivered, seen, client_status, action and whatever comes: nothing to do
        if not found.person:
            return await self._unreadable(body, now, BadCallback(f"a {found.event} from nobody"))
        age = now - found.timestamp / 1000
        if not -FUTURE <= age <= PAST:
            log.warning("a callback (%s) is %.0f s old by Viber's clock; not believed", found.event, age)
            raise _Turned(200, "stale")  # 200, or Viber would repeat it
        arrival = Arrival(self.bot, found.person, "viber", found.key, body, now)
        return await (self._welcome(arrival) if found.event == WELCOMED else self._store(arrival))

    # -- keeping it

    async def _unreadable(self, body: bytes, now: float, problem: BadCallback) -> bytes:
        """Viber would repeat it for an hour, and it would not get better: keep it for the operator."""
        key = hashlib.sha256(body).hexdigest()[:32]
        log.warning("%s; kept among the errors as %s", problem, key)
        self.metrics.callback_refused("unreadable")
        return await self._store(Arrival(self.bot, NOBODY, "viber", f"unreadable:{key}", body, now))

    async def _store(self, arrival: Arrival) -> bytes:
        if await self._done(lambda: self.door.accept(arrival)):
            self.metrics.callback_accepted()
        else:
            self.metrics.callback_refused("duplicate")
        return b""

    async def _welcome(self, arrival: Arrival) -> bytes:
        body = await self._done(lambda: self._threads.submit(self._greet, arrival))
        self.metrics.callback_accepted()
        return body

    def _greet(self, arrival: Arrival) -> bytes:
        message = self.door.welcome(arrival)
        if not message:
            return b""
        return self.channel.welcome_body(message, self.channel.read(arrival.body).profile)

    async def _done(self, begin: Callable[[], Future[T]]) -> T:
        """What the store or a turn gives; 503 if it fails or takes too long, then Viber sends again."""
        try:
            return await _within(ANSWER_SECONDS, begin())
        except TimeoutError:
            log.error("a callback could not be stored within %s s", ANSWER_SECONDS)  # noqa: TRY400
        except Exception as problem:  # noqa: BLE001 - whatever it is, nothing was promised yet
            log.error("a callback could not be stored: %s: %s", type(problem).__name__, problem)  # noqa: TRY400
        raise _Turned(503, "full")


async def _within(seconds: float, future: Future[T]) -> T:
    """The result of a thread's future, or TimeoutError; wait_for would cancel what may yet be stored."""
    loop = asyncio.get_running_loop()
    answered: asyncio.Future[None] = loop.create_future()

    def tell() -> None:
        if not answered.done():
            answered.set_result(None)

    timer = loop.call_later(seconds, tell)
    future.add_done_callback(lambda _: loop.call_soon_threadsafe(tell))
    try:
        await answered
    finally:
        timer.cancel()
    return future.result(0)
