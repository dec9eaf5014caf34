"""The noticeboard in SQLite: pinned once, told or dropped once, and when to look at whom."""

import sqlite3
from collections.abc import Sequence
from concurrent.futures import Future

import msgspec

from botengine.errors import FencedError
from botengine.runtime.noticeboard import Audience, Verdict
from botengine.runtime.records import Trouble
from botengine.store import arrivals, reading, turns, upkeep
from botengine.store.writer import Part
from botengine.values import Notice

TRY, DAY = (60.0, 300.0), 86400.0  # seconds between tries to read a notice, at first and later; until when
HOUR = 3600.0  # seconds: messengers count unanswered messages by the clock's hour
MOST = 500  # notices told at once; what is beyond comes with the next
MANY = 100  # unanswered messages; more need not be counted
LINKED = "SELECT user FROM person WHERE bot = ? AND linked = ? AND subscribed = 1"
PIN = """INSERT INTO notice(bot, user, key, account, name, data, at, status)
    VALUES(?, ?, ?, ?, ?, ?, ?, 'waiting') ON CONFLICT(bot, user, key) DO NOTHING"""
LOOK = """INSERT INTO pace(bot, user, look) VALUES(?, ?, ?)
    ON CONFLICT(bot, user) DO UPDATE SET look = COALESCE(look, excluded.look)"""
DUE = "SELECT bot, user, told FROM pace WHERE look <= ? ORDER BY look LIMIT ?"
WAITING = """SELECT id, account, name, data, key FROM notice
    WHERE bot = ? AND user = ? AND status = 'waiting' ORDER BY id LIMIT ?"""
UNANSWERED = """SELECT COUNT(*) FROM (
        SELECT at, status FROM outbox WHERE bot = ? AND user = ? ORDER BY turn DESC, part DESC LIMIT ?)
    WHERE at >= ? AND status IN ('sent', 'waiting')"""
SETTLE = "UPDATE notice SET status = ?, at = ? WHERE id = ? AND status = 'waiting'"
HOLD = """UPDATE notice SET held = COALESCE(held, ?1),
        status = CASE WHEN ?1 - COALESCE(held, ?1) < ?2 THEN 'waiting' ELSE 'dropped' END
    WHERE bot = ?3 AND user = ?4 AND key = ?5 AND status = 'told' RETURNING held, status"""
AGAIN = """UPDATE pace SET told = COALESCE(?, told), look = CASE WHEN EXISTS (SELECT 1 FROM notice n
        WHERE n.bot = pace.bot AND n.user = pace.user AND n.status = 'waiting') THEN ? END
    WHERE bot = ? AND user = ?"""


class SqliteNoticeboard(Part):
    """Implements botengine.runtime.noticeboard.Noticeboard."""

    def pin(self, bot: str, notices: Sequence[Notice], token: tuple[str, bytes] | None = None) -> Future[int]:
        return self._at(lambda db, now: pin(db, bot, notices, token, now))

    def due(self, limit: int) -> list[Audience]:
        return self._read(lambda db: due(db, self._time(), limit))

    def settle(self, audience: Audience, verdict: Verdict) -> Future[None]:
        return self._at(lambda db, now: settle(db, audience, verdict, now))

    def complain(self, bot: str, trouble: Trouble) -> Future[None]:
        return self._at(lambda db, now: turns.trouble(db, (bot, ""), trouble, now))


def pin(
    db: sqlite3.Connection, bot: str, notices: Sequence[Notice], token: tuple[str, bytes] | None, now: float
) -> int:
    new = 0
    for notice in notices:
        data = msgspec.json.encode(notice.data)
        for (user,) in db.execute(LINKED, (bot, notice.to)).fetchall():
            row = (bot, user, notice.key, notice.to, notice.name, data, now)
            if db.execute(PIN, row).rowcount:
                db.execute(LOOK, (bot, user, now))
                new += 1
    if token:
        upkeep.set_meta(db, bot, *token)
    return new


def due(db: sqlite3.Connection, now: float, limit: int) -> list[Audience]:
    found = db.execute(DUE, (now, limit)).fetchall()
    return [_audience(db, (bot, user), told, now) for bot, user, told in found]


def _audience(db: sqlite3.Connection, whom: tuple[str, str], told: float, now: float) -> Audience:
    bot, user = whom
    person = reading.person(db, bot, user)
    assert person is not None  # notices are pinned for people only, and forgotten with them
    waiting = tuple(
        (number, Notice(account, name, msgspec.json.decode(data), key=key))
        for number, account, name, data, key in db.execute(WAITING, (bot, user, MOST))
    )
    since = max(person.last_message, now - now % HOUR)
    (unanswered,) = db.execute(UNANSWERED, (bot, user, MANY, since)).fetchone()
    return Audience(person, waiting, told, unanswered)


def settle(db: sqlite3.Connection, audience: Audience, verdict: Verdict, now: float) -> None:
    bot, user = audience.person.bot, audience.person.user
    for status, numbers in (("told", verdict.told), ("dropped", verdict.dropped)):
        if sum(db.execute(SETTLE, (status, now, number)).rowcount for number in numbers) != len(numbers):
            raise FencedError
    if verdict.arrival:
        arrivals.accept(db, verdict.arrival)
    db.execute(AGAIN, (now if verdict.arrival else None, verdict.look or now, bot, user))


def hold(db: sqlite3.Connection, person: tuple[str, str], keys: Sequence[str], now: float) -> None:
    """Notices that could not be read wait: a minute, then two, then five each time, for a day."""
    for key in keys:
        for held, status in db.execute(HOLD, (now, DAY, *person, key)).fetchall():
            if status == "waiting":
                db.execute(LOOK, (*person, now + min(max(now - held, TRY[0]), TRY[1])))
            else:
                trouble = Trouble("failed", f"notice {key} could not be read for a day; it is given up")
                turns.trouble(db, person, trouble, now)
