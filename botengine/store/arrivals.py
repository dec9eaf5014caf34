"""The inbox in SQLite: accepting each arrival once, claiming the oldest of a person, ringing timers."""

from botengine.runtime.records import Arrival, Lease, Task, Waiting
from botengine.store import leases
from botengine.store.people import ACCOUNT, PERSON, read_person
from botengine.store.transaction import Transaction

ACCEPT = """INSERT INTO inbox(bot, user, kind, dedupe, body, received) VALUES(?, ?, ?, ?, ?, ?)
    ON CONFLICT(bot, user, dedupe) DO NOTHING"""
KNOWN = "SELECT 1 FROM inbox WHERE bot = ? AND user = ? AND dedupe = ?"
BUSY = "SELECT 1 FROM lane WHERE bot = ? AND user = ? AND side = 'in' AND wake > seen"
OLDEST = f"""SELECT i.id, i.kind, i.dedupe, i.body, i.received, i.attempts + 1,
        COALESCE(c.version, 0), c.snapshot, {PERSON}
    FROM inbox i LEFT JOIN conversation c ON c.bot = i.bot AND c.user = i.user
        LEFT JOIN person p ON p.bot = i.bot AND p.user = i.user {ACCOUNT}
    WHERE i.bot = ? AND i.user = ? AND i.done_at IS NULL ORDER BY i.id LIMIT 1"""  # noqa: S608 - constants only
TRIED = "UPDATE inbox SET attempts = attempts + 1 WHERE id = ?"
CURRENT = "SELECT 1 FROM timer WHERE bot = ? AND user = ? AND armed = ?"
DUE = "SELECT bot, user, name, armed FROM timer WHERE rung = 0 AND due <= ? ORDER BY due LIMIT ?"
RUNG = "UPDATE timer SET rung = 1 WHERE bot = ? AND user = ? AND name = ?"


def accept(tx: Transaction, arrival: Arrival) -> bool:
    """Keep the arrival and wake its lane; False if it was there already."""
    bot, user = arrival.bot, arrival.user
    if not tx.write(ACCEPT, bot, user, arrival.kind, arrival.dedupe, arrival.body, arrival.received):
        return False
    tx.write(leases.WAKE, bot, user, "in", 1)
    return True


def accept_now(tx: Transaction, arrival: Arrival, seconds: float) -> Task | bool:
    """Accept and claim in one go; False: known already; True: the lane is busy and nothing was kept."""
    bot, user = arrival.bot, arrival.user
    if tx.row(KNOWN, bot, user, arrival.dedupe):
        return False
    if tx.row(BUSY, bot, user):
        return True
    accept(tx, arrival)
    return leases.take(tx, leases.new(bot, user, "in"), seconds, _oldest) or True


def claim(tx: Transaction, limit: int, seconds: float) -> list[Task]:
    """Take awake lanes with the oldest arrival of each."""
    return leases.claim(tx, "in", limit, seconds, _oldest, without=())


def _oldest(tx: Transaction, lease: Lease) -> Task | None:
    row = tx.row(OLDEST, lease.bot, lease.user)
    if row is None:
        return None
    waiting, (version, snapshot, *person) = Waiting(*row[:6]), row[6:]
    tx.write(TRIED, waiting.id)
    current = waiting.kind != "timer" or bool(tx.row(CURRENT, lease.bot, lease.user, waiting.dedupe))
    known = read_person(lease.bot, person) if person[0] else None
    return Task(lease, waiting, version, snapshot, known, current)


def ring(tx: Transaction, limit: int = 100) -> int:
    """Due timers become arrivals; the row stays until the turn, so that it can be disarmed till then."""
    due = tx.rows(DUE, tx.now, limit)
    for bot, user, name, armed in due:
        accept(tx, Arrival(bot, user, "timer", armed, name.encode(), tx.now))
        tx.write(RUNG, bot, user, name)
    return len(due)
