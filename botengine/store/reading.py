"""Questions to the SQLite store that change nothing."""

from botengine.runtime.records import Backlog, Journal, JournalLine
from botengine.store.transaction import Transaction

ANSWER = """SELECT o.body FROM inbox i JOIN outbox o ON o.bot = i.bot AND o.user = i.user AND o.turn = i.id
    WHERE i.bot = ? AND i.user = ? AND i.dedupe = ? AND o.status = 'answered' ORDER BY o.part LIMIT 1"""
CONVERSATION = "SELECT snapshot FROM conversation WHERE bot = ? AND user = ?"
META = "SELECT value FROM meta WHERE bot = ? AND name = ?"
JOURNAL = "SELECT user, at, dedupe, event, came_from, went_to, steps, ms FROM journal WHERE bot = ?"
BACKLOG = """SELECT (SELECT COUNT(*) FROM inbox WHERE done_at IS NULL),
    (SELECT COUNT(*) FROM outbox WHERE status = 'waiting'),
    (SELECT COUNT(*) FROM lane WHERE wake > seen AND (run_at <= ? OR lease_until > ?))"""


def answer(tx: Transaction, bot: str, user: str, dedupe: str) -> bytes | None:
    return _bytes(tx.value(ANSWER, bot, user, dedupe))


def conversation(tx: Transaction, bot: str, user: str) -> bytes | None:
    return _bytes(tx.value(CONVERSATION, bot, user))


def meta(tx: Transaction, bot: str, name: str) -> bytes | None:
    return _bytes(tx.value(META, bot, name))


def journal(tx: Transaction, bot: str, user: str | None = None, limit: int = 50) -> list[JournalLine]:
    person, values = ("", (bot, limit)) if user is None else (" AND user = ?", (bot, user, limit))
    rows = tx.rows(f"{JOURNAL}{person} ORDER BY id DESC LIMIT ?", *values)
    return [JournalLine(user, at, dedupe, Journal(*entry)) for user, at, dedupe, *entry in rows]


def backlog(tx: Transaction) -> Backlog:
    return Backlog(*tx.row(BACKLOG, tx.now, tx.now))


def _bytes(value: object) -> bytes | None:
    return value if isinstance(value, bytes) else None
