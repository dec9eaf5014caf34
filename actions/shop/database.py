"""One SQLite file, one connection per thread, writers one after another."""

from __future__ import annotations

import os
import sqlite3
import tempfile
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from sqlite_utils import Database

from actions.shop.schema import UPGRADES, VERSION
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
        while (found := one(self._db(), "PRAGMA user_version")["user_version"]) in UPGRADES:
            self._db().executescript(UPGRADES[found])
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


def found_file(path: Path, fill: Callable[[Database], None]) -> None:
    """Make the file of a new shop, unless it is there: beside it, then put into place in one go.

    So a program that is killed while it fills leaves no half a shop behind.
    """
    if path.exists():
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=path.parent, prefix=f".{path.name}-") as directory:
        draft = Path(directory, path.name)
        db = Database(sqlite3.connect(draft, isolation_level=None))
        db.execute("PRAGMA synchronous = OFF")
        db.execute("PRAGMA journal_mode = OFF")
        db.execute("PRAGMA cache_size = -256000")
        fill(db)
        db.execute("PRAGMA journal_mode = WAL")
        db.close()
        with suppress(FileExistsError):  # another process was faster: its shop counts
            os.link(draft, path)


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
