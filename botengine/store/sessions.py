"""Log-ins in SQLite: passwords, sessions, one-time links, as passes of accounts."""

import sqlite3
from concurrent.futures import Future

from botengine.clock import Clock
from botengine.runtime.sessions import Kind, Pass
from botengine.store.writer import Do, Read

KEEP = "INSERT OR {} INTO pass(bot, kind, key, account, value, until) VALUES(?, ?, ?, ?, ?, ?)"
RENEW = "UPDATE pass SET value = ?, until = ? WHERE bot = ? AND kind = ? AND key = ?"
COLUMNS = "SELECT kind, key, account, value, until FROM pass WHERE bot = ? AND kind = ?"


class SqliteSessions:
    """Implements botengine.runtime.sessions.Sessions; `do` writes, `read` reads."""

    def __init__(self, do: Do, read: Read, clock: Clock) -> None:
        self._do, self._read, self._clock = do, read, clock

    def keep(self, bot: str, entry: Pass) -> Future[None]:
        def job(db: sqlite3.Connection) -> None:
            self._put(db, "REPLACE", bot, entry)

        return self._do(job)

    def add(self, bot: str, entry: Pass) -> Future[bool]:
        return self._do(lambda db: self._put(db, "IGNORE", bot, entry))

    def renew(self, bot: str, entry: Pass) -> Future[bool]:
        row = (entry.value, entry.until, bot, entry.kind, entry.key)
        return self._do(lambda db: bool(db.execute(RENEW, row).rowcount))

    def get(self, bot: str, kind: Kind, key: str) -> Pass | None:
        return self._read(lambda db: self._get(db, bot, kind, key))

    def take(self, bot: str, kind: Kind, key: str) -> Future[Pass | None]:
        def job(db: sqlite3.Connection) -> Pass | None:
            found = self._get(db, bot, kind, key)
            db.execute("DELETE FROM pass WHERE bot = ? AND kind = ? AND key = ?", (bot, kind, key))
            return found

        return self._do(job)

    def of(self, bot: str, kind: Kind, account: str) -> list[Pass]:
        asked, values = f"{COLUMNS} AND account = ? AND until > ?", (bot, kind, account, self._clock.time())
        return self._read(lambda db: [Pass(*row) for row in db.execute(asked, values)])

    def drop(self, bot: str, kind: Kind, account: str, but: str = "") -> Future[int]:
        gone = "DELETE FROM pass WHERE bot = ? AND kind = ? AND account = ? AND key <> ?"
        return self._do(lambda db: db.execute(gone, (bot, kind, account, but)).rowcount)

    def _put(self, db: sqlite3.Connection, how: str, bot: str, entry: Pass) -> bool:
        db.execute("DELETE FROM pass WHERE until <= ?", (self._clock.time(),))
        row = (bot, entry.kind, entry.key, entry.account, entry.value, entry.until)
        return bool(db.execute(KEEP.format(how), row).rowcount)

    def _get(self, db: sqlite3.Connection, bot: str, kind: Kind, key: str) -> Pass | None:
        asked = f"{COLUMNS} AND key = ? AND until > ?"
        row = db.execute(asked, (bot, kind, key, self._clock.time())).fetchone()
        return None if row is None else Pass(*row)
