"""What the bot remembers of a person beyond one chat: small texts by name, in a file of its own."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from botengine import action, service

_TABLE = """
CREATE TABLE IF NOT EXISTS memory (
  person TEXT, name TEXT, value TEXT NOT NULL, key TEXT NOT NULL, PRIMARY KEY (person, name)) WITHOUT ROWID
"""
_KEEP = """
INSERT INTO memory VALUES (?, ?, ?, ?) ON CONFLICT DO UPDATE SET value = excluded.value, key = excluded.key
WHERE key <> excluded.key
"""
BUSY_SECONDS = 10  # how long a writer waits for another one


class Memory:
    """Texts of each person; what the same press (`key`) asks for again is done already."""

    def __init__(self, path: Path) -> None:
        self._path = path
        path.parent.mkdir(parents=True, exist_ok=True)
        with self._open() as db:
            db.execute("PRAGMA journal_mode = WAL")
            db.execute(_TABLE)

    def recall(self, person: str, name: str) -> str:
        """Give what was kept, "" if nothing was."""
        with self._open() as db:
            row = db.execute(
                "SELECT value FROM memory WHERE person = ? AND name = ?", (person, name)
            ).fetchone()
        return row[0] if row else ""

    def keep(self, person: str, name: str, value: str, *, key: str) -> None:
        with self._open() as db:
            db.execute(_KEEP, (person, name, value, key))

    def forget(self, person: str) -> None:
        """Leave nothing of the person, neither in the file nor in its log."""
        with self._open() as db:
            db.execute("PRAGMA secure_delete = ON")
            db.execute("DELETE FROM memory WHERE person = ?", (person,))
            db.execute("PRAGMA wal_checkpoint(TRUNCATE)")

    @contextmanager
    def _open(self) -> Iterator[sqlite3.Connection]:
        """Give a connection of its own, so that any thread and process may ask."""
        with closing(sqlite3.connect(self._path, BUSY_SECONDS, isolation_level=None)) as db:
            yield db


@service
def memory(data: Path) -> Memory:
    """The memory of this bot, beside the shop's file."""
    return Memory(data / "memory.db")


@action("memory.forget", effect="natural")
def forget(person: str, memory: Memory) -> None:
    """What `botengine forget` calls."""
    memory.forget(person)
