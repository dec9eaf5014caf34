"""Log-ins in SQLite: passwords, sessions, one-time links, as passes of accounts."""

import sqlite3
from concurrent.futures import Future

from botengine.runtime.sessions import Kind, Pass
from botengine.store.writer import Part

KEEP = "INSERT OR {} INTO pass(bot, kind, key, account, value, until) VALUES(?, ?, ?, ?, ?, ?)"
RENEW = "UPDATE pass SET value = ?, until = ? WHERE bot = ? AND kind = ? AND key = ?"
COLUMNS = "SELECT kind, key, account, value, until FROM pass WHERE bot = ? AND kind = ?"


class SqliteSessions(Part):
    """Implements botengine.runtime.sessions.Sessions."""

    def keep(self, bot: str, entry: Pass) -> Future[bool]:
        return self._at(lambda db, now: _put(db, "REPLACE", bot, entry, now))

    def add(self, bot: str, entry: Pass) -> Future[bool]:
        return self._at(lambda db, now: _put(db, "IGNORE", bot, entry, now))

    def renew(self, bot: str, entry: Pass) -> Future[bool]:
        row = (entry.value, entry.until, bot, entry.kind, entry.key)
        return self._at(lambda db, _now: bool(db.execute(RENEW, row).rowcount))

    def get(self, bot: str, kind: Kind, key: str) -> Pass | None:
        return self._read(lambda db: _get(db, bot, kind, key, self._time()))

    def take(self, bot: str, kind: Kind, key: str) -> Future[Pass | None]:
        return self._at(lambda db, now: _take(db, bot, kind, key, now))

    def pace(self, bot: str, key: str, burst: int, every: float) -> Future[float]:
        def job(db: sqlite3.Connection, now: float) -> float:
            due = getattr(_get(db, bot, "pace", key, now), "until", now)
            wait = max(due - now - (burst - 1) * every, 0.0)
            if not wait:
                _put(db, "REPLACE", bot, Pass("pace", key, "", until=due + every), now)
            return wait

        return self._at(job)

    def of(self, bot: str, kind: Kind, account: str) -> list[Pass]:
        asked, values = f"{COLUMNS} AND account = ? AND until > ?", (bot, kind, account, self._time())
        return self._read(lambda db: [Pass(*row) for row in db.execute(asked, values)])

    def drop(self, bot: str, kind: Kind, account: str, but: str = "") -> Future[int]:
        gone = "DELETE FROM pass WHERE bot = ? AND kind = ? AND account = ? AND key <> ?"
        return self._at(lambda db, _now: db.execute(gone, (bot, kind, account, but)).rowcount)


def _put(db: sqlite3.Connection, how: str, bot: str, entry: Pass, now: float) -> bool:
    db.execute("DELETE FROM pass WHERE until <= ?", (now,))
    row = (bot, entry.kind, entry.key, entry.account, entry.value, entry.until)
    return bool(db.execute(KEEP.format(how), row).rowcount)


def _get(db: sqlite3.Connection, bot: str, kind: Kind, key: str, now: float) -> Pass | None:
    row = db.execute(f"{COLUMNS} AND key = ? AND until > ?", (bot, kind, key, now)).fetchone()
    return None if row is None else Pass(*row)


def _take(db: sqlite3.Connection, bot: str, kind: Kind, key: str, now: float) -> Pass | None:
    found = _get(db, bot, kind, key, now)
    db.execute("DELETE FROM pass WHERE bot = ? AND kind = ? AND key = ?", (bot, kind, key))
    return found
