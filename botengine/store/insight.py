"""What operators ask the SQLite store: chats and what waits in them, troubles and what becomes of those."""

from collections.abc import Collection

from msgspec import json

from botengine.runtime.insight import Chat, Queue, Queued
from botengine.runtime.records import Side
from botengine.store.people import ACCOUNT, PERSON, read_person
from botengine.store.transaction import Part, Transaction, reads, writes
from botengine.store.troubles import count, dismiss, retry, troubles

OWN = "bot = p.bot AND user = p.user"
CHATS = f"""SELECT c.snapshot, COALESCE(c.changed, 0),
        (SELECT COUNT(*) FROM inbox WHERE {OWN} AND done_at IS NULL),
        (SELECT COUNT(*) FROM outbox WHERE {OWN} AND status = 'waiting'),
        (SELECT COUNT(*) FROM notice WHERE {OWN} AND status = 'waiting'), {PERSON}
    FROM person p {ACCOUNT} LEFT JOIN conversation c ON c.bot = p.bot AND c.user = p.user
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


def chats(tx: Transaction, bot: str, of: Collection[str] | None = None, limit: int = 200) -> list[Chat]:
    some, values = ("", ()) if of is None else (OF, (json.encode(sorted(of)),))
    rows = tx.rows(CHATS + some + LAST_FIRST, bot, *values, limit)
    return [Chat(read_person(bot, row[5:]), *row[:5]) for row in rows]


def queue(tx: Transaction, bot: str, user: str, side: Side) -> Queue:
    waiting = tuple(Queued(*row) for row in tx.rows(WAITING[side], bot, user))
    run_at, lease_until, parked = tx.row(LANE, bot, user, side) or (0.0, 0.0, 0)
    return Queue(waiting, run_at, lease_until > tx.now, bool(parked))


def mark(tx: Transaction, bot: str) -> str:  # noqa: ARG001 - one bot's news wake the others' pages too: that is cheap
    return str(tx.value(MARK))


class SqliteInsight(Part):
    """Implements botengine.runtime.insight.Insight."""

    chats = reads(chats)
    queue = reads(queue)
    mark = reads(mark)
    troubles = reads(troubles)
    count = reads(count)
    retry = writes(retry)
    dismiss = writes(dismiss)
