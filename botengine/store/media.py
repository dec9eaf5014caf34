"""Files in SQLite, each until it expires."""

import sqlite3
from collections.abc import Callable
from concurrent.futures import Future
from typing import Any

from botengine.clock import Clock
from botengine.runtime.media import Kept
from botengine.store.writer import Job
from botengine.values import File

TABLE = """CREATE TABLE media(
    bot TEXT NOT NULL, token TEXT NOT NULL, user TEXT NOT NULL, expires REAL NOT NULL,
    name TEXT NOT NULL, type TEXT NOT NULL, content BLOB NOT NULL, PRIMARY KEY (bot, token))"""
KEEP = """INSERT INTO media(bot, token, user, expires, name, type, content) VALUES(?, ?, ?, ?, ?, ?, ?)
    ON CONFLICT(bot, token) DO UPDATE SET expires = excluded.expires"""
FIND = "SELECT user, name, content, type FROM media WHERE bot = ? AND token = ? AND expires > ?"
WITHDRAW = "DELETE FROM media WHERE bot = ? AND user = ?"
WITHDRAW_ALL = """DELETE FROM media
    WHERE bot = ? AND user IN (SELECT user FROM person WHERE bot = ? AND linked = ?)"""
PURGE = "DELETE FROM media WHERE rowid IN (SELECT rowid FROM media WHERE expires <= ? LIMIT ?)"


class SqliteMedia:
    """Implements botengine.runtime.media.MediaStore with the store's ways to write and to read."""

    def __init__(
        self, write: Callable[[Job[Any]], Future[Any]], read: Callable[[Job[Any]], Any], clock: Clock
    ) -> None:
        self._write, self._read, self._clock = write, read, clock

    def keep(self, bot: str, token: str, kept: Kept, expires: float) -> Future[None]:
        file = kept.file
        row = (bot, token, kept.user, expires, file.name, file.type, file.content)
        return self._write(lambda db: db.execute(KEEP, row) and None)

    def find(self, bot: str, token: str) -> Kept | None:
        row = self._read(lambda db: db.execute(FIND, (bot, token, self._clock.time())).fetchone())
        return row and Kept(row[0], File(*row[1:]))


def purge(database: sqlite3.Connection, now: float, limit: int) -> int:
    return database.execute(PURGE, (now, limit)).rowcount
