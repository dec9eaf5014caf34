"""The door to one SQLite file: one thread writes, every other thread reads on a connection of its own."""

import sqlite3
import threading
from concurrent.futures import Future
from pathlib import Path
from time import sleep
from typing import TypeVar

from sqlite_utils import Database

from botengine.clock import Clock
from botengine.store.schema import migrate
from botengine.store.transaction import Job, Transaction
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


class Connections:
    """Implements botengine.store.transaction.Access."""

    def __init__(self, path: Path | str, clock: Clock) -> None:
        self._path, self._clock = path, clock
        first = connect(path)
        migrate(first)
        self._opened = [first]
        self._local = threading.local()
        self.writer = Writer(first.conn, clock.time)

    @property
    def database(self) -> Database:
        """That of the calling thread, for reading, with all that sqlite-utils can."""
        found: Database | None = getattr(self._local, "database", None)
        if found is None:
            found = self._local.database = connect(self._path)
            found.conn.execute("PRAGMA query_only = ON")
            self._opened.append(found)
        return found

    def write(self, job: Job[T]) -> Future[T]:
        return self.writer.do(job)

    def read(self, job: Job[T]) -> T:
        return job(Transaction(self.database.conn, self._clock.time()))

    def close(self) -> None:
        """Finish what was asked for, then close all connections."""
        self.writer.close()
        for database in self._opened:
            database.conn.close()


def connect(path: Path | str) -> Database:
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
