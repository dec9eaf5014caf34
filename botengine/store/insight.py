"""What operators ask the SQLite store: chats and what waits in them, troubles and what becomes of those."""

import sqlite3
from collections.abc import Collection
from concurrent.futures import Future
from typing import Any

from msgspec import json

from botengine.runtime.insight import Chat, Queue, Queued, TroubleLine
from botengine.runtime.records import AGAIN, Side, Trouble
from botengine.store import arrivals, leases
from botengine.store.writer import Part

OWN = "bot = p.bot AND user = p.user"
CHATS = f"""SELECT p.user, {arrivals.PERSON}, c.snapshot, COALESCE(c.changed, 0),
        (SELECT COUNT(*) FROM inbox WHERE {OWN} AND done_at IS NULL),
        (SELECT COUNT(*) FROM outbox WHERE {OWN} AND status = 'waiting'),
        (SELECT COUNT(*) FROM notice WHERE {OWN} AND status = 'waiting')
    FROM {arrivals.PEOPLE} LEFT JOIN conversation c ON c.bot = p.bot AND c.user = p.user
    WHERE p.bot = ?"""  # noqa: S608 - constants only
OF = " AND p.user IN (SELECT value FROM json_each(?))"
LAST_FIRST = " ORDER BY MAX(COALESCE(c.changed, 0), p.last_seen) DESC, p.user LIMIT ?"
LANE = "SELECT run_at, lease_until, parked FROM lane WHERE bot = ? AND user = ? AND side = ?"
WAITING = {
    "in": """SELECT kind, received, attempts, body FROM inbox
        WHERE bot = ? AND user = ? AND done_at IS NULL ORDER BY id LIMIT 20""",
    "out": """SELECT status, at, attempts, body FROM outbox
        WHERE bot = ? AND user = ? AND status = 'waiting' ORDER BY id LIMIT 20""",
}
MARK = """SELECT COALESCE((SELECT MAX(id) FROM journal), 0) || ':' || COALESCE((SELECT MAX(id) FROM inbox), 0)
    || ':' || (SELECT COUNT(*) FROM outbox WHERE status = 'waiting') || ':' || (SELECT COUNT(*) FROM error)"""
TROUBLES = """SELECT e.id, e.user, e.at, e.kind, e.reason, e.body, i.id IS NOT NULL
    FROM error e LEFT JOIN inbox i ON e.dedupe <> '' AND e.kind = 'dead'
        AND i.bot = e.bot AND i.user = e.user AND i.dedupe = e.dedupe
    WHERE e.bot = ?{user} ORDER BY e.id DESC LIMIT ?"""
RETRY = """INSERT INTO inbox(bot, user, kind, dedupe, body, received)
    SELECT i.bot, i.user, i.kind, i.dedupe || ? || e.id, i.body, ?
    FROM error e JOIN inbox i ON i.bot = e.bot AND i.user = e.user AND i.dedupe = e.dedupe
    WHERE e.bot = ? AND e.id = ? AND e.kind = 'dead' AND e.dedupe <> '' RETURNING user"""
COUNT = "SELECT COUNT(*) FROM error WHERE bot = ?"
DISMISS = "DELETE FROM error WHERE bot = ? AND id = ?"


class SqliteInsight(Part):
    """Implements botengine.runtime.insight.Insight."""

    def chats(self, bot: str, of: Collection[str] | None = None, limit: int = 200) -> list[Chat]:
        some = "" if of is None else OF
        values = (bot, limit) if of is None else (bot, json.encode(sorted(of)), limit)
        rows = self._read(lambda db: db.execute(CHATS + some + LAST_FIRST, values).fetchall())
        return [_chat(bot, row) for row in rows]

    def queue(self, bot: str, user: str, side: Side) -> Queue:
        def read(db: sqlite3.Connection) -> Queue:
            waiting = tuple(Queued(*row) for row in db.execute(WAITING[side], (bot, user)))
            run_at, lease_until, parked = db.execute(LANE, (bot, user, side)).fetchone() or (0.0, 0.0, 0)
            return Queue(waiting, run_at, lease_until > self._time(), bool(parked))

        return self._read(read)

    def mark(self, bot: str) -> str:  # noqa: ARG002 - one bot's news wake the others' pages too: that is cheap
        return str(self._read(lambda db: db.execute(MARK).fetchone()[0]))

    def troubles(self, bot: str, *, user: str = "", limit: int = 100) -> list[TroubleLine]:
        statement = TROUBLES.format(user=" AND e.user = ?" if user else "")
        values = (bot, user, limit) if user else (bot, limit)
        rows = self._read(lambda db: db.execute(statement, values).fetchall())
        return [TroubleLine(n, who, at, Trouble(*what), bool(again)) for n, who, at, *what, again in rows]

    def count(self, bot: str) -> int:
        return int(self._read(lambda db: db.execute(COUNT, (bot,)).fetchone()[0]))

    def retry(self, bot: str, trouble: int) -> Future[bool]:
        return self._at(lambda db, now: _retry(db, bot, trouble, now))

    def dismiss(self, bot: str, trouble: int) -> Future[bool]:
        return self._at(lambda db, _now: bool(db.execute(DISMISS, (bot, trouble)).rowcount))


def _retry(database: sqlite3.Connection, bot: str, trouble: int, now: float) -> bool:
    """The arrival once more, as a new one; the trouble goes with it, so nobody can ask twice."""
    row = database.execute(RETRY, (AGAIN, now, bot, trouble)).fetchone()
    if row is None:
        return False
    database.execute(DISMISS, (bot, trouble))
    database.execute(leases.WAKE, (bot, row[0], "in", 1))
    return True


def _chat(bot: str, row: tuple[Any, ...]) -> Chat:
    user, *person, snapshot, changed, inbox, outbox, held = row
    return Chat(arrivals.read_person(bot, user, person), snapshot, changed, inbox, outbox, held)
