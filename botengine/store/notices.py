"""The noticeboard in SQLite: pinned once, told or dropped once, and when to look at whom."""

from collections.abc import Sequence

import msgspec

from botengine.errors import FencedError
from botengine.runtime.noticeboard import Audience, Verdict
from botengine.runtime.records import Trouble
from botengine.store import arrivals, people, troubles, upkeep
from botengine.store.transaction import Part, Transaction, reads, writes
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


def pin(tx: Transaction, bot: str, notices: Sequence[Notice], token: tuple[str, bytes] | None = None) -> int:
    new = 0
    for notice in notices:
        data = msgspec.json.encode(notice.data)
        for (user,) in tx.rows(LINKED, bot, notice.to):
            if tx.write(PIN, bot, user, notice.key, notice.to, notice.name, data, tx.now):
                tx.write(LOOK, bot, user, tx.now)
                new += 1
    if token:
        upkeep.set_meta(tx, bot, *token)
    return new


def due(tx: Transaction, limit: int) -> list[Audience]:
    return [_audience(tx, *row) for row in tx.rows(DUE, tx.now, limit)]


def _audience(tx: Transaction, bot: str, user: str, told: float) -> Audience:
    person = people.person(tx, bot, user)
    assert person is not None  # notices are pinned for people only, and forgotten with them
    waiting = tuple(
        (number, Notice(account, name, msgspec.json.decode(data), key=key))
        for number, account, name, data, key in tx.rows(WAITING, bot, user, MOST)
    )
    since = max(person.last_message, tx.now - tx.now % HOUR)
    return Audience(person, waiting, told, tx.value(UNANSWERED, bot, user, MANY, since))


def settle(tx: Transaction, audience: Audience, verdict: Verdict) -> None:
    for status, numbers in (("told", verdict.told), ("dropped", verdict.dropped)):
        if sum(tx.write(SETTLE, status, tx.now, number) for number in numbers) != len(numbers):
            raise FencedError
    if verdict.arrival and not arrivals.accept(tx, verdict.arrival):  # told, held and told in one second
        raise FencedError
    person, told = audience.person, tx.now if verdict.arrival else None
    tx.write(AGAIN, told, verdict.look or tx.now, person.bot, person.user)


def hold(tx: Transaction, bot: str, user: str, keys: Sequence[str]) -> None:
    """Notices that could not be read wait: a minute, then two, then five each time, for a day."""
    for key in keys:
        for held, status in tx.rows(HOLD, tx.now, DAY, bot, user, key):
            if status == "waiting":
                tx.write(LOOK, bot, user, tx.now + min(max(tx.now - held, TRY[0]), TRY[1]))
            else:
                trouble = Trouble("failed", f"notice {key} could not be read for a day; it is given up")
                troubles.note(tx, bot, user, trouble)


def complain(tx: Transaction, bot: str, trouble: Trouble) -> None:
    troubles.note(tx, bot, "", trouble)


class SqliteNoticeboard(Part):
    """Implements botengine.runtime.noticeboard.Noticeboard."""

    pin = writes(pin)
    due = reads(due)
    settle = writes(settle)
    complain = writes(complain)
