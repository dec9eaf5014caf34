"""Troubles in SQLite: written down, then looked at by operators, who retry or dismiss them."""

from botengine.runtime.insight import TroubleLine
from botengine.runtime.records import AGAIN, Trouble
from botengine.store import leases
from botengine.store.transaction import Transaction

NEW = "INSERT INTO error(bot, user, at, kind, reason, body, dedupe) VALUES(?, ?, ?, ?, ?, ?, ?)"
TROUBLES = """SELECT e.id, e.user, e.at, e.kind, e.reason, e.body, i.id IS NOT NULL
    FROM error e LEFT JOIN inbox i ON e.dedupe <> '' AND e.kind = 'dead'
        AND i.bot = e.bot AND i.user = e.user AND i.dedupe = e.dedupe
    WHERE e.bot = ? AND ? IN ('', e.user) ORDER BY e.id DESC LIMIT ?"""
RETRY = """INSERT INTO inbox(bot, user, kind, dedupe, body, received)
    SELECT i.bot, i.user, i.kind, i.dedupe || ? || e.id, i.body, ?
    FROM error e JOIN inbox i ON i.bot = e.bot AND i.user = e.user AND i.dedupe = e.dedupe
    WHERE e.bot = ? AND e.id = ? AND e.kind = 'dead' AND e.dedupe <> '' RETURNING user"""
COUNT = "SELECT COUNT(*) FROM error WHERE bot = ?"
DISMISS = "DELETE FROM error WHERE bot = ? AND id = ?"


def note(tx: Transaction, bot: str, user: str, trouble: Trouble, dedupe: str = "") -> None:
    """Write it down for an operator; `dedupe` is the arrival that it is about."""
    tx.write(NEW, bot, user, tx.now, trouble.kind, trouble.reason, trouble.body, dedupe)


def troubles(tx: Transaction, bot: str, *, user: str = "", limit: int = 100) -> list[TroubleLine]:
    rows = tx.rows(TROUBLES, bot, user, limit)
    return [TroubleLine(n, who, at, Trouble(*what), bool(again)) for n, who, at, *what, again in rows]


def count(tx: Transaction, bot: str) -> int:
    return int(tx.value(COUNT, bot))


def retry(tx: Transaction, bot: str, trouble: int) -> bool:
    """The arrival once more, as a new one; the trouble goes with it, so nobody can ask twice."""
    user = tx.value(RETRY, AGAIN, tx.now, bot, trouble)
    if user is None:
        return False
    dismiss(tx, bot, trouble)
    tx.write(leases.WAKE, bot, user, "in", 1)
    return True


def dismiss(tx: Transaction, bot: str, trouble: int) -> bool:
    return bool(tx.write(DISMISS, bot, trouble))
