"""Files in SQLite, each until it expires."""

import sqlite3
from concurrent.futures import Future

from botengine.runtime.ports import Kept
from botengine.store.writer import Part
from botengine.values import File

KEEP = """INSERT INTO media(bot, token, user, expires, name, type, content) VALUES(?, ?, ?, ?, ?, ?, ?)
    ON CONFLICT(bot, token) DO UPDATE SET expires = excluded.expires"""
FIND = "SELECT user, name, content, type FROM media WHERE bot = ? AND token = ? AND expires > ?"
WITHDRAW = "DELETE FROM media WHERE bot = ? AND user = ?"
WITHDRAW_ALL = """DELETE FROM media
    WHERE bot = ? AND user IN (SELECT user FROM person WHERE bot = ? AND linked = ?)"""
PURGE = "DELETE FROM media WHERE rowid IN (SELECT rowid FROM media WHERE expires <= ? LIMIT ?)"


class SqliteMedia(Part):
    """Implements botengine.runtime.ports.MediaStore."""

    def keep(self, bot: str, token: str, kept: Kept, expires: float) -> Future[None]:
        file = kept.file
        row = (bot, token, kept.user, expires, file.name, file.type, file.content)
        return self._at(lambda db, _now: _keep(db, row))

    def find(self, bot: str, token: str) -> Kept | None:
        row = self._read(lambda db: db.execute(FIND, (bot, token, self._time())).fetchone())
        return row and Kept(row[0], File(*row[1:]))


def _keep(database: sqlite3.Connection, row: tuple[object, ...]) -> None:
    database.execute(KEEP, row)


def purge(database: sqlite3.Connection, now: float, limit: int) -> int:
    return database.execute(PURGE, (now, limit)).rowcount
