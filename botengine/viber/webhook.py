"""Where Viber knocks: a small ASGI app that checks, stores, and only then says 200."""

import asyncio
import hashlib
import logging
from collections.abc import Awaitable, Callable, Iterable, MutableMapping
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from typing import Any, Protocol, TypeVar

from botengine.clock import Clock, SystemClock
from botengine.messages import Message
from botengine.metrics import Metrics
from botengine.runtime.records import Arrival
from botengine.viber.channel import ViberChannel
from botengine.viber.signature import Keyring, claimed
from botengine.viber.wire import BadCallback, Head, head

log = logging.getLogger(__name__)

MAX_BODY = 64 * 1024  # bytes: Viber's JSON has at most 30 KB
BODY_SECONDS = 10.0  # for a whole body: Viber sends it in one piece
ANSWER_SECONDS = 4.5  # Viber takes what needs more than 5 s for lost and sends again
PAST = 48 * 3600.0  # seconds: Viber repeats for about an hour; older ones may be replays
FUTURE = 23 * 3600.0  # seconds our clock may be slow; with PAST still within the 72 h of the dedupe rows
WELCOMES = 8  # at the same time; others wait their turn
NOBODY = "(unreadable)"  # under this name dead letters are kept of which nobody can say whose they are
STORED = {"message", "subscribed", "unsubscribed", "failed"}
WELCOMED = "conversation_started"
CLOSE = (b"connection", b"close")  # what the other side still wants to send is not read

T = TypeVar("T")
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]


class Door(Protocol):
    """What the webhook needs of the Runtime."""

    def accept(self, arrival: Arrival) -> Future[bool]: ...

    def welcome(self, arrival: Arrival) -> Message | None: ...


class _Turned(Exception):  # noqa: N818 - turned away at the door
    """The answer is this status without a body; `reason` is for the figures, "" counts nothing."""

    def __init__(self, status: int, reason: str = "", *headers: tuple[bytes, bytes]) -> None:
        self.status, self.reason, self.headers = status, reason, headers


class _Gone(Exception):  # noqa: N818 - nobody is left to answer
    pass


class Webhook:
    """One bot's webhook. Everything it refuses it refuses without a word, but counts it."""

    def __init__(
        self,
        bot: str,
        keys: Keyring,
        channel: ViberChannel,
        door: Door,
        *,
        clock: Clock | None = None,
        metrics: Metrics | None = None,
    ) -> None:
        self.bot, self.keys, self.channel, self.door = bot, keys, channel, door
        self.clock, self.metrics = clock or SystemClock(), metrics or Metrics()
        self._threads = ThreadPoolExecutor(WELCOMES, "welcome")

    async def __call__(self, scope: MutableMapping[str, Any], receive: Receive, send: Send) -> None:
        """ASGI. Answers 200, 403, 405, 408, 413 or 503, as botengine's documents on HTTP say."""
        try:
            body = await self._received(scope, receive)
            answer = await self._answer(body)
        except _Gone:
            return
        except _Turned as turned:
            if turned.reason:
                self.metrics.callback_refused(turned.reason)
            await _reply(send, turned.status, b"", turned.headers)
        else:
            await _reply(send, 200, answer)

    def close(self) -> None:
        self._threads.shutdown(wait=False, cancel_futures=True)

    # -- at the door

    async def _received(self, scope: MutableMapping[str, Any], receive: Receive) -> bytes:
        """The body, if it is Viber's: what can be refused without reading it is not read."""
        if scope["method"] != "POST":
            raise _Turned(405, "", (b"allow", b"POST"), CLOSE)
        signature = claimed(scope["headers"], scope["query_string"])
        if not signature:
            raise _Turned(403, "signature", CLOSE)
        if _length(scope["headers"]) > MAX_BODY:
            raise _Turned(413, "size", CLOSE)
        try:
            async with asyncio.timeout(BODY_SECONDS):
                body = await _body(receive)
        except TimeoutError:
            raise _Turned(408, "slow", CLOSE) from None
        if not self.keys.accepts(body, signature):
            raise _Turned(403, "signature")
        return body

    async def _answer(self, body: bytes) -> bytes:
        """Store the callback; the body of the answer."""
        now = self.clock.time()
        try:
            found = head(body)
        except BadCallback as problem:
            return await self._unreadable(body, now, problem)
        if found.event == WELCOMED and found.person:
            self._check_age(found, now)
            return await self._welcome(self._arrival(found, body, now))
        if found.event in STORED and found.person:
            self._check_age(found, now)
            await self._store(self._arrival(found, body, now))
        elif found.event in STORED:
            return await self._unreadable(body, now, BadCallback(f"a {found.event} from nobody"))
        return b""  # webhook, delivered, seen, client_status, action and whatever comes: nothing to do

    def _arrival(self, found: Head, body: bytes, now: float) -> Arrival:
        return Arrival(self.bot, found.person, "viber", found.key, body, now)

    def _check_age(self, found: Head, now: float) -> None:
        age = now - found.timestamp / 1000
        if not -FUTURE <= age <= PAST:
            log.warning("a callback (%s) is %.0f s old by Viber's clock; not believed", found.event, age)
            raise _Turned(200, "stale")  # 200, or Viber would repeat it

    # -- keeping it

    async def _unreadable(self, body: bytes, now: float, problem: BadCallback) -> bytes:
        """Viber would repeat it for an hour, and it would not get better: keep it for the operator."""
        key = hashlib.sha256(body).hexdigest()[:32]
        log.warning("%s; kept among the errors as %s", problem, key)
        self.metrics.callback_refused("unreadable")
        await self._store(Arrival(self.bot, NOBODY, "viber", f"unreadable:{key}", body, now))
        return b""

    async def _store(self, arrival: Arrival) -> None:
        new = await self._done(lambda: self.door.accept(arrival))
        if new:
            self.metrics.callback_accepted()
        else:
            self.metrics.callback_refused("duplicate")

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

    def done(_future: Future[T]) -> None:
        with suppress(RuntimeError):  # the loop is closed: nobody waits any more
            loop.call_soon_threadsafe(tell)

    timer = loop.call_later(seconds, tell)
    future.add_done_callback(done)
    try:
        await answered
    finally:
        timer.cancel()
    return future.result(0)


def _length(headers: Iterable[tuple[bytes, bytes]]) -> int:
    """What the request says about the length of its body; 0 if nothing that can be understood."""
    told = next((value for name, value in headers if name == b"content-length"), b"0")
    return int(told[:20]) if told.isdigit() else 0


async def _body(receive: Receive) -> bytes:
    body = bytearray()
    while True:
        event = await receive()
        if event["type"] == "http.disconnect":
            raise _Gone
        body += event.get("body", b"")
        if len(body) > MAX_BODY:
            raise _Turned(413, "size", CLOSE)
        if not event.get("more_body"):
            return bytes(body)


async def _reply(send: Send, status: int, body: bytes, headers: Iterable[tuple[bytes, bytes]] = ()) -> None:
    known = [(b"content-length", str(len(body)).encode()), *headers]
    if body:
        known.append((b"content-type", b"application/json; charset=utf-8"))
    await send({"type": "http.response.start", "status": status, "headers": known})
    await send({"type": "http.response.body", "body": body})
