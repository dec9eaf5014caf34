"""Callbacks on their way: one after another for each chat, repeated until the bot has taken them."""

from __future__ import annotations

import asyncio
import time
from collections import deque
from collections.abc import Callable, Coroutine, Mapping
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import msgspec

from botengine.emulator.cloud import Cloud
from botengine.emulator.faults import NO_FAULT, Fault, Faults
from botengine.emulator.records import MANDATORY, Bot, Callback, Chat, ChatKey
from botengine.emulator.webhook import SECONDS, TIMEOUT, Answer, post, sign

REPEATS = (10, 60, 300, 600, *(900,) * 6)  # seconds before each further try; then the callback is lost
RESTART = 30.0  # seconds of real time in which a bot that refuses connections may come back
RESTART_STEP = 0.5  # seconds between two tries meanwhile: a kindness of the emulator, not of Viber
OVERTAKEN = 1.0  # seconds that a callback with the fault `reorder` waits for the next one
THREADS = 64  # webhooks called at the same time
HOSTNAME = "SN-CALLBACK-01_"


class Delivery:
    """Sends callbacks; `taken(callback, body of the 200)` is called once for each that a bot has taken."""

    def __init__(self, cloud: Cloud, faults: Faults, taken: Callable[[Callback, bytes], None]) -> None:
        self.cloud, self.faults, self.taken = cloud, faults, taken
        self._lanes: dict[ChatKey, deque[Callback]] = {}
        self._waiting: dict[str, Callback] = {}
        self._ordered: dict[str, Fault] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self._moved, self._grown = asyncio.Event(), asyncio.Event()
        self._pool = ThreadPoolExecutor(THREADS, "emulator-webhook")

    # Life

    def start(self) -> None:
        """Send again what was not taken when the emulator was stopped."""
        for callback in self.cloud.shelf.rows("callback", Callback):
            self._line_up(callback)
        self._keeper = asyncio.create_task(self._keep_time())

    async def stop(self) -> None:
        running = [self._keeper, *self._tasks]
        for task in running:
            task.cancel()
        await asyncio.gather(*running, return_exceptions=True)
        self._pool.shutdown(wait=False, cancel_futures=True)

    async def forget(self) -> None:
        """Call everything back; afterwards nothing is on its way that could still be written down."""
        while self._tasks:  # again and again: `wait_for` swallows a cancellation that meets an answer
            for task in self._tasks:
                task.cancel()
            await asyncio.wait(self._tasks, timeout=0.1)
        for room in (self._lanes, self._waiting, self._ordered):
            room.clear()

    def _spawn(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    # In

    def send(self, chat: Chat, event: str, token: int, fields: Mapping[str, Any]) -> None:
        """Queue a callback about a chat, unless the bot has filtered it out or has no webhook."""
        bot = self.cloud.bots[chat.bot]
        if not bot.webhook or event not in {*MANDATORY, *bot.event_types}:
            return
        body, number = self.body(event, token, fields).decode(), f"{self.cloud.token():020d}"
        callback = Callback(number, bot.id, chat.person, event, token, body)
        self._ordered[number] = self.faults.of_callback()
        self.cloud.shelf.put("callback", number, callback)
        self._line_up(callback)

    def body(self, event: str, token: int, fields: Mapping[str, Any]) -> bytes:
        """Compact JSON in raw UTF-8, as Viber writes it."""
        timestamp = int(self.cloud.now() * 1000)
        common = {"event": event, "timestamp": timestamp, "chat_hostname": HOSTNAME, "message_token": token}
        return msgspec.json.encode({**common, **fields})

    def _line_up(self, callback: Callback) -> None:
        key = callback.bot, callback.person
        if callback.event == "message":
            self.cloud.activity.expect(key, callback.token)
        if key not in self._lanes:
            self._lanes[key] = deque()
            self._spawn(self._run(key, self._lanes[key]))
        self._lanes[key].append(callback)
        self._grown.set()

    # Out

    async def _run(self, key: ChatKey, lane: deque[Callback]) -> None:
        with self.cloud.activity:
            try:
                while lane:
                    fault = self._ordered.pop(lane[0].number, NO_FAULT)
                    if fault.callback == "reorder":
                        await self._let_overtake(lane)
                    await self._first_try(lane[0], fault)
                    lane.popleft()
            finally:
                if self._lanes.get(key) is lane:  # not if all was forgotten meanwhile
                    del self._lanes[key]

    async def _let_overtake(self, lane: deque[Callback]) -> None:
        deadline = time.monotonic() + OVERTAKEN
        while len(lane) == 1 and time.monotonic() < deadline:
            await _soon(self._grown, deadline - time.monotonic())
        if len(lane) > 1:
            lane[0], lane[1] = lane[1], lane[0]

    async def _first_try(self, callback: Callback, fault: Fault) -> None:
        if fault.callback == "drop":
            self._settle(callback, Answer(error="lost on the way: a fault that was ordered"))
            return
        if fault.callback == "delay":
            await asyncio.sleep(fault.delay or 1.0)
        tries = [self._try(callback, forged=fault.callback == "bad-signature")]
        if fault.callback == "duplicate":
            tries.append(self._try(callback))
        answer = max(await asyncio.gather(*tries), key=lambda each: each.ok)
        deadline = time.monotonic() + RESTART
        while answer.broken and time.monotonic() < deadline:  # the chat waits: order matters after a restart
            await _soon(self._moved, RESTART_STEP)
            answer = await self._try(callback)
        self._settle(callback, answer)

    async def _try(self, callback: Callback, *, forged: bool = False) -> Answer:
        bot = self.cloud.bots.get(callback.bot)
        if bot is None or not bot.webhook:
            return Answer(error="the bot has no webhook any more")
        return await self.post(bot, callback.event, callback.body.encode(), bot.webhook, forged=forged)

    async def post(self, bot: Bot, event: str, body: bytes, url: str, *, forged: bool = False) -> Answer:
        """One HTTP request with 5 s for everything, written to the log."""
        signature = sign(bot.token + ("?" if forged else ""), body)
        began, loop = self.cloud.now(), asyncio.get_running_loop()
        try:
            answer = await asyncio.wait_for(
                loop.run_in_executor(self._pool, post, url, body, signature), SECONDS
            )
        except TimeoutError:
            answer = TIMEOUT
        result = {
            "http": answer.status,
            "error": answer.error,
            "answer": answer.body.decode(errors="replace"),
        }
        done = {"took": round(self.cloud.now() - began, 4), **result}
        self.cloud.log.add("callback", began, bot=bot.uri, event=event, body=msgspec.Raw(body), **done)
        return answer

    def _settle(self, callback: Callback, answer: Answer) -> None:
        self.cloud.activity.taken((callback.bot, callback.person), callback.token, by_bot=answer.ok)
        bot = self.cloud.bots.get(callback.bot)
        if answer.ok or bot is None or not bot.webhook or callback.tries == len(REPEATS):
            self.cloud.shelf.drop("callback", callback.number)
            if answer.ok and bot:
                self.taken(callback, answer.body)
            return
        callback.due = self.cloud.now() + REPEATS[callback.tries]
        callback.tries += 1
        self._waiting[callback.number] = callback
        self.cloud.shelf.put("callback", callback.number, callback)
        self._moved.set()

    # Again

    def fire_due(self) -> None:
        """Send what is due by the emulator's clock; called after it was moved."""
        for callback in [each for each in self._waiting.values() if each.due <= self.cloud.now()]:
            del self._waiting[callback.number]
            self._spawn(self._again(callback))
        self._moved.set()

    async def _again(self, callback: Callback) -> None:
        with self.cloud.activity:
            self._settle(callback, await self._try(callback))

    async def _keep_time(self) -> None:
        while True:
            due = min((each.due for each in self._waiting.values()), default=self.cloud.now() + 3600)
            await _soon(self._moved, max(due - self.cloud.now(), 0.05))
            if any(each.due <= self.cloud.now() for each in self._waiting.values()):
                self.fire_due()


async def _soon(event: asyncio.Event, seconds: float) -> None:
    """Until the event is set, but no longer."""
    try:
        await asyncio.wait_for(event.wait(), seconds)
    except TimeoutError:
        return
    event.clear()
