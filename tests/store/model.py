"""A store of dicts: the contract in its shortest form, to compare the real stores with."""

from __future__ import annotations

import itertools
import secrets
import threading
from collections.abc import Callable, Collection, Sequence
from concurrent.futures import Future
from typing import Any, TypeVar

from botengine.clock import Clock, SystemClock
from botengine.runtime.insight import TroubleLine
from botengine.runtime.records import (
    Arrival,
    Backlog,
    Bundle,
    Commit,
    Intent,
    JournalLine,
    Known,
    Lease,
    Person,
    Retention,
    Settlement,
    Task,
)
from tests.store.model_accounts import ModelAccounts, ModelAudit
from tests.store.model_chat import Chat
from tests.store.model_lanes import LaneTable
from tests.store.model_media import MediaTable
from tests.store.model_sessions import PassTable

T = TypeVar("T")
MAX_LETTERS = 50  # of one receiver at a time


class ModelStore:
    """Implements botengine.runtime.ports.Store with a lock and dicts; everything is done at once."""

    def __init__(self, clock: Clock | None = None) -> None:
        self.clock: Clock = clock or SystemClock()
        self.media = MediaTable(self.clock)
        self.sessions = PassTable(self.clock)
        self._lock = threading.RLock()
        self._lanes = LaneTable(self.clock)
        self._chats: dict[tuple[str, str], Chat] = {}
        self._meta: dict[tuple[str, str], bytes] = {}
        self.audit = ModelAudit(self._do, self.clock.time)
        self.accounts = ModelAccounts(self._do, self.clock.time, self.audit, self._chat, self.people)
        self._numbers = itertools.count(1)

    def _do(self, job: Callable[..., T], *values: Any) -> Future[T]:
        future: Future[T] = Future()
        try:
            with self._lock:
                answer = job(*values)
        except Exception as problem:  # noqa: BLE001 - whatever it is, it belongs to who asked
            future.set_exception(problem)
        else:
            future.set_result(answer)
        return future

    def _chat(self, bot: str, user: str) -> Chat:
        if (bot, user) not in self._chats:
            self._chats[bot, user] = Chat(bot, user, self._numbers)
        return self._chats[bot, user]

    # -- what arrives

    def accept(self, arrival: Arrival) -> Future[bool]:
        return self._do(self._accept, arrival)

    def _accept(self, arrival: Arrival) -> bool:
        new = self._chat(arrival.bot, arrival.user).accept(arrival)
        if new:
            self._lanes.lane(arrival.bot, arrival.user, "in").wake += 1
        return new

    def accept_now(self, arrival: Arrival, seconds: float) -> Future[Task | bool]:
        return self._do(self._accept_now, arrival, seconds)

    def _accept_now(self, arrival: Arrival, seconds: float) -> Task | bool:
        if arrival.dedupe in self._chat(arrival.bot, arrival.user).inbox:
            return False
        if self._lanes.is_awake(arrival.bot, arrival.user, "in"):
            return True
        self._accept(arrival)
        return self._task(Lease(arrival.bot, arrival.user, "in", secrets.token_hex(8)), seconds) or True

    def claim_turns(self, limit: int, seconds: float) -> Future[list[Task]]:
        return self._do(self._claim_turns, limit, seconds)

    def _claim_turns(self, limit: int, seconds: float) -> list[Task]:
        tasks = [self._task(lease, seconds) for lease in self._lanes.ready("in", limit)]
        return [task for task in tasks if task]

    def _task(self, lease: Lease, seconds: float) -> Task | None:
        chat = self._chat(lease.bot, lease.user)
        if chat.oldest is None:
            self._lanes.sleep(lease)
            return None
        self._lanes.take(lease, seconds)
        waiting, current = chat.attempt(chat.oldest)
        return Task(lease, waiting, *chat.conversation, self.accounts.joined(chat.person), current)

    def ring(self, limit: int = 100) -> Future[int]:
        return self._do(self._ring, limit)

    def _ring(self, limit: int) -> int:
        now = self.clock.time()
        due = sorted(
            (timer.due, *key, name)
            for key, chat in self._chats.items()
            for name, timer in chat.timers.items()
            if not timer.rung and timer.due <= now
        )[:limit]
        for _, bot, user, name in due:
            timer = self._chats[bot, user].timers[name]
            timer.rung = self._accept(Arrival(bot, user, "timer", timer.armed, name.encode(), now))
        return len(due)

    # -- lanes

    def renew(self, held: Sequence[Lease], seconds: float) -> Future[list[Lease]]:
        return self._do(self._lanes.renew, held, seconds)

    def release(self, lease: Lease, after: float) -> Future[None]:
        return self._do(self._lanes.free, lease, after)

    def forget_leases(self) -> Future[int]:
        return self._do(self._lanes.forget_leases)

    # -- turns

    def commit(self, lease: Lease, commit: Commit) -> Future[None]:
        return self._do(self._commit, lease, commit)

    def _commit(self, lease: Lease, commit: Commit) -> None:
        self._lanes.held(lease)
        self._chat(lease.bot, lease.user).finish(commit, self.clock.time())
        self._lanes.free(lease, 0.0, seen=1)
        if commit.letters and not commit.inline:
            self._lanes.lane(lease.bot, lease.user, "out").wake += len(commit.letters)
        if commit.spoke:
            self._lanes.heard(lease.bot, lease.user)

    def begin(self, lease: Lease, intent: Intent) -> Future[Known]:
        return self._do(self._begin, lease, intent)

    def _begin(self, lease: Lease, intent: Intent) -> Known:
        self._lanes.held(lease)
        return self._chat(lease.bot, lease.user).begin(intent, self.clock.time())

    # -- letters

    def claim_letters(
        self, limit: int, seconds: float, without: Collection[str] = ()
    ) -> Future[list[Bundle]]:
        return self._do(self._claim_letters, limit, seconds, without)

    def _claim_letters(self, limit: int, seconds: float, without: Collection[str]) -> list[Bundle]:
        bundles = [self._bundle(lease, seconds) for lease in self._lanes.ready("out", limit, without)]
        return [bundle for bundle in bundles if bundle]

    def _bundle(self, lease: Lease, seconds: float) -> Bundle | None:
        chat = self._chat(lease.bot, lease.user)
        letters = chat.letters(MAX_LETTERS)
        if not letters:
            self._lanes.sleep(lease)
            return None
        self._lanes.take(lease, seconds)
        return Bundle(lease, letters, self.accounts.joined(chat.person))

    def settle(self, lease: Lease, settlement: Settlement) -> Future[None]:
        return self._do(self._settle, lease, settlement)

    def _settle(self, lease: Lease, settlement: Settlement) -> None:
        self._lanes.held(lease)
        seen = self._chat(lease.bot, lease.user).settle(settlement, self.clock.time())
        if settlement.after is None:
            self._lanes.keep(lease, settlement.keep_for, seen=seen)
        else:
            self._lanes.free(lease, settlement.after, seen=seen, parked=settlement.parked)

    # -- upkeep

    def purge(self, retention: Retention, limit: int = 500) -> Future[int]:
        now = self.clock.time()
        gone = self.media.drop(lambda _key, _kept, expires: expires <= now)
        return self._do(lambda: gone + sum(chat.purge(retention, now) for chat in self._chats.values()))

    def set_meta(self, bot: str, name: str, value: bytes | None) -> Future[None]:
        return self._do(self._set_meta, bot, name, value)

    def _set_meta(self, bot: str, name: str, value: bytes | None) -> None:
        if value is None:
            self._meta.pop((bot, name), None)
        else:
            self._meta[bot, name] = value

    def forget(self, bot: str, user: str) -> Future[int]:
        return self._do(self._forget, bot, user)

    def _forget(self, bot: str, user: str) -> int:
        self.audit.forget(bot, user)
        chat = self._chats.pop((bot, user), None)
        files = self.media.drop(lambda key, kept, _: (key[0], kept.user) == (bot, user))
        return files + (chat.size if chat else 0) + self._lanes.forget(bot, user)

    # -- reading

    def answer(self, bot: str, user: str, dedupe: str) -> bytes | None:
        return self._do(self._answer, bot, user, dedupe).result()

    def _answer(self, bot: str, user: str, dedupe: str) -> bytes | None:
        chat = self._chat(bot, user)
        kept = chat.inbox.get(dedupe)
        found = (each for each in chat.outbox.values() if kept and each.turn == kept.id)
        return next((each.draft.body for each in found if each.status == "answered"), None)

    def person(self, bot: str, user: str) -> Person | None:
        return self._do(lambda: self.accounts.joined(self._chat(bot, user).person)).result()

    def people(self, bot: str) -> list[Person]:
        everybody = self._do(lambda: [chat.person for chat in self._chats.values()]).result()
        people = map(self.accounts.joined, everybody)
        found = [person for person in people if person and person.bot == bot]
        return sorted(found, key=lambda person: (-person.first_seen, person.user))

    def conversation(self, bot: str, user: str) -> bytes | None:
        return self._do(lambda: self._chat(bot, user).conversation[1]).result()

    def journal(self, bot: str, user: str | None = None, limit: int = 50) -> list[JournalLine]:
        lines = self._do(lambda: self._of(bot, user, "journal")).result()
        return [line for _, line in sorted(lines, key=_number, reverse=True)][:limit]

    @property
    def insight(self) -> ModelStore:
        return self

    def troubles(self, bot: str, limit: int = 100) -> list[TroubleLine]:
        lines = self._do(lambda: self._of(bot, None, "errors")).result()
        return [line for _, line in sorted(lines, key=_number, reverse=True)][:limit]

    def _of(self, bot: str, user: str | None, table: str) -> list[tuple[int, Any]]:
        chats = [chat for chat in self._chats.values() if chat.bot == bot and user in (None, chat.user)]
        return [row for chat in chats for row in getattr(chat, table).items()]

    def meta(self, bot: str, name: str) -> bytes | None:
        return self._do(self._meta.get, (bot, name)).result()

    def backlog(self) -> Backlog:
        return self._do(self._backlog).result()

    def _backlog(self) -> Backlog:
        chats = self._chats.values()
        arrivals = sum(kept.done_at is None for chat in chats for kept in chat.inbox.values())
        return Backlog(arrivals, sum(len(chat.waiting) for chat in chats), self._lanes.moving())

    def close(self) -> None:
        """Nothing to close."""


def _number(row: tuple[int, Any]) -> int:
    return row[0]
