"""The store in one SQLite file: one thread writes, everybody reads."""

import sqlite3
import threading
from collections.abc import Callable, Collection, Sequence
from concurrent.futures import Future
from pathlib import Path
from time import sleep
from typing import TypeVar

from sqlite_utils import Database

from botengine.clock import Clock, SystemClock
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
from botengine.store import arrivals, forgetting, leases, letters, notices, reading, turns, upkeep
from botengine.store.accounts import Accounts
from botengine.store.audit import Audit
from botengine.store.insight import SqliteInsight
from botengine.store.invites import SqliteInvites
from botengine.store.media import SqliteMedia
from botengine.store.notices import SqliteNoticeboard
from botengine.store.requests import SqliteRequests
from botengine.store.schema import migrate
from botengine.store.sessions import SqliteSessions
from botengine.store.writer import Writer

T = TypeVar("T")
PRAGMAS = (
    "PRAGMA busy_timeout = 10000",  # ms: other programs may write to the same file
    "PRAGMA journal_mode = WAL",
    "PRAGMA synchronous = FULL",  # what was acknowledged survives a power cut
    "PRAGMA wal_autocheckpoint = 1000",  # pages: the smallest tail of those measured
    "PRAGMA journal_size_limit = 67108864",  # bytes: a log swollen by a long reader shrinks again
)

PAUSES = [0.01] * 10 + [0.1] * 100  # seconds: as long together as busy_timeout


def connect(path: Path) -> Database:
    """A connection for hot statements (`.conn`, kept prepared) and for everything sqlite-utils can."""
    connection = sqlite3.connect(path, isolation_level=None, check_same_thread=False, cached_statements=256)
    for pragma in PRAGMAS:
        patiently(connection, pragma)
    return Database(connection, recursive_triggers=False, execute_plugins=False)


def patiently(connection: sqlite3.Connection, pragma: str) -> None:
    """SQLite does not wait (busy_timeout) for another program that is just turning a new file to WAL."""
    for pause in (*PAUSES, None):
        try:
            connection.execute(pragma)
        except sqlite3.OperationalError as error:
            if pause is None or error.sqlite_errorcode != sqlite3.SQLITE_BUSY:
                raise
            sleep(pause)
        else:
            return


class SqliteStore:
    """Implements botengine.runtime.ports.Store. Several programs may share the file."""

    def __init__(self, path: Path | str, clock: Clock | None = None) -> None:
        self.path = Path(path)
        self.clock: Clock = clock or SystemClock()
        database = connect(self.path)
        migrate(database)
        self._connections = [database]
        self._local = threading.local()
        self._writer = Writer(database.conn)
        self._do = self._writer.do
        access = self._at, self._read, self.clock.time
        self.media, self.accounts, self.audit = SqliteMedia(*access), Accounts(*access), Audit(*access)
        self.notices, self.sessions = SqliteNoticeboard(*access), SqliteSessions(*access)
        self.requests, self.invites = SqliteRequests(*access), SqliteInvites(*access)
        self.insight = SqliteInsight(*access)

    @property
    def database(self) -> Database:
        """A connection of the calling thread, for reading with all of sqlite-utils (web pages)."""
        if not hasattr(self._local, "database"):
            self._local.database = connect(self.path)
            self._local.database.conn.execute("PRAGMA query_only = ON")
            self._connections.append(self._local.database)
        found: Database = self._local.database
        return found

    def _read(self, job: Callable[[sqlite3.Connection], T]) -> T:
        return job(self.database.conn)

    def _at(self, job: Callable[[sqlite3.Connection, float], T]) -> Future[T]:
        """A job that is told the time when it runs."""
        return self._do(lambda db: job(db, self.clock.time()))

    # -- writing

    def accept(self, arrival: Arrival) -> Future[bool]:
        return self._do(lambda db: arrivals.accept(db, arrival))

    def accept_now(self, arrival: Arrival, seconds: float) -> Future[Task | bool]:
        return self._at(lambda db, now: arrivals.accept_now(db, arrival, now + seconds))

    def claim_turns(self, limit: int, seconds: float) -> Future[list[Task]]:
        return self._at(lambda db, now: arrivals.claim(db, limit, now, now + seconds))

    def claim_letters(
        self, limit: int, seconds: float, without: Collection[str] = ()
    ) -> Future[list[Bundle]]:
        return self._at(lambda db, now: letters.claim(db, limit, now, now + seconds, tuple(without)))

    def renew(self, held: Sequence[Lease], seconds: float) -> Future[list[Lease]]:
        return self._at(lambda db, now: leases.renew(db, held, now + seconds))

    def release(self, lease: Lease, after: float) -> Future[None]:
        return self._at(lambda db, now: leases.free(db, lease, now + after))

    def commit(self, lease: Lease, commit: Commit) -> Future[None]:
        def write(db: sqlite3.Connection, now: float) -> None:
            turns.commit(db, lease, commit, now)
            notices.hold(db, (lease.bot, lease.user), commit.held, now)

        return self._at(write)

    def begin(self, lease: Lease, intent: Intent) -> Future[Known]:
        return self._at(lambda db, now: turns.begin(db, lease, intent, now))

    def settle(self, lease: Lease, settlement: Settlement) -> Future[None]:
        return self._at(lambda db, now: letters.settle(db, lease, settlement, now))

    def ring(self, limit: int = 100) -> Future[int]:
        return self._at(lambda db, now: arrivals.ring(db, now, limit))

    def forget_leases(self) -> Future[int]:
        return self._do(lambda db: db.execute(leases.FORGET).rowcount)

    def purge(self, retention: Retention, limit: int = 500) -> Future[int]:
        return self._at(lambda db, now: upkeep.purge(db, retention, now, limit))

    def set_meta(self, bot: str, name: str, value: bytes | None) -> Future[None]:
        return self._do(lambda db: upkeep.set_meta(db, bot, name, value))

    def forget(self, bot: str, user: str) -> Future[int]:
        return self._do(lambda db: forgetting.forget(db, bot, user))

    # -- reading

    def answer(self, bot: str, user: str, dedupe: str) -> bytes | None:
        return self._read(lambda db: reading.single(db, reading.ANSWER, bot, user, dedupe))

    def person(self, bot: str, user: str) -> Person | None:
        return self._read(lambda db: reading.person(db, bot, user))

    def people(self, bot: str) -> list[Person]:
        return self._read(lambda db: reading.people(db, bot))

    def conversation(self, bot: str, user: str) -> bytes | None:
        return self._read(lambda db: reading.single(db, reading.CONVERSATION, bot, user))

    def journal(self, bot: str, user: str | None = None, limit: int = 50) -> list[JournalLine]:
        return self._read(lambda db: reading.journal(db, bot, user, limit))

    def meta(self, bot: str, name: str) -> bytes | None:
        return self._read(lambda db: reading.single(db, reading.META, bot, name))

    def backlog(self) -> Backlog:
        return self._read(lambda db: reading.backlog(db, self.clock.time()))

    def close(self) -> None:
        """Finish what was asked for, then close all connections."""
        self._writer.close()
        for database in self._connections:
            database.conn.close()
