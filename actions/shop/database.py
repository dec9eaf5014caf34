"""One SQLite file, one connection per thread, writers one after another."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlite_utils import Database

from actions.shop.schema import VERSION
from botengine.errors import BotengineError

BUSY_SECONDS = 10.0  # how long a writer waits for another one before it gives up
PRAGMAS = """
PRAGMA synchronous = FULL;
PRAGMA foreign_keys = ON;
PRAGMA cache_size = -16000;
PRAGMA mmap_size = 268435456;
"""

Row = dict[str, Any]


class Busy(Exception):  # noqa: N818 - caught by name, answered as the reason "busy"
    """Another writer held the file for too long; nothing was done."""


class ShopFile:
    """The file of an embedded shop. Reads see one moment; writes are all or nothing."""

    def __init__(self, path: Path, busy_seconds: float = BUSY_SECONDS) -> None:
        self.path = path
        self._busy_seconds = busy_seconds
        self._mine = threading.local()
        self._check_version()

    def _check_version(self) -> None:
        found = one(self._db(), "PRAGMA user_version")["user_version"]
        if found != VERSION:
            raise BotengineError(
                f"{self.path} holds a shop of format {found}, this program reads format {VERSION};"
                " move the file away to start with a new shop"
            )

    def _db(self) -> Database:
        db: Database | None = getattr(self._mine, "db", None)
        if db is None:
            db = self._mine.db = connect(self.path, self._busy_seconds)
        return db

    @contextmanager
    def read(self) -> Iterator[Database]:
        """Give a connection whose queries all see the same moment."""
        db = self._db()
        db.execute("BEGIN")
        try:
            yield db
        finally:
            db.execute("ROLLBACK")

    @contextmanager
    def write(self) -> Iterator[Database]:
        """Give a connection that alone may write; raise Busy if that takes too long."""
        db = self._db()
        try:
            db.execute("BEGIN IMMEDIATE")  # a deferred BEGIN cannot wait when it turns into a write
        except sqlite3.OperationalError as error:
            raise Busy from error
        try:
            yield db
            db.execute("COMMIT")
        except BaseException:
            db.rollback()
            raise

    def close(self) -> None:
        """Close this thread's connection."""
        if db := getattr(self._mine, "db", None):
            db.close()
            self._mine.db = None


def connect(path: Path, busy_seconds: float = BUSY_SECONDS) -> Database:
    """Open a connection that begins no transactions of its own."""
    connection = sqlite3.connect(path, timeout=busy_seconds, isolation_level=None, check_same_thread=False)
    connection.executescript(PRAGMAS)
    return Database(connection)


def rows(db: Database, sql: str, *values: object) -> list[Row]:
    """Run a prepared query; values go in as `?`."""
    return list(db.query(sql, values))


def first(db: Database, sql: str, *values: object) -> Row | None:
    return next(iter(db.query(sql, values)), None)


def one(db: Database, sql: str, *values: object) -> Row:
    """Run a query that always has an answer."""
    found = first(db, sql, *values)
    assert found is not None
    return found
