"""The outbox in SQLite: a receiver's letters in their order, and what became of them."""

from collections.abc import Collection

from botengine.errors import FencedError
from botengine.runtime.records import Bundle, Lease, Letter, Settlement, Trouble
from botengine.store import leases, people, troubles
from botengine.store.transaction import Transaction

MAX_LETTERS = 50  # of one receiver at a time; the rest waits for the next claim
WAITING = """SELECT id, turn, body, plain, attempts FROM outbox
    WHERE bot = ? AND user = ? AND status = 'waiting' ORDER BY id LIMIT ?"""
DONE = "UPDATE outbox SET status = ?, token = ?, reason = ?, at = ? WHERE id = ? AND status = 'waiting'"
FAILED = "UPDATE outbox SET attempts = attempts + 1 WHERE id = ?"
UNSUBSCRIBED = "UPDATE person SET subscribed = 0 WHERE bot = ? AND user = ?"


def claim(tx: Transaction, limit: int, seconds: float, without: Collection[str] = ()) -> list[Bundle]:
    """Take awake lanes with the letters of each."""
    return leases.claim(tx, "out", limit, seconds, _letters, without=without)


def _letters(tx: Transaction, lease: Lease) -> Bundle | None:
    rows = tx.rows(WAITING, lease.bot, lease.user, MAX_LETTERS)
    letters = tuple(Letter(n, turn, body, bool(plain), tries) for n, turn, body, plain, tries in rows)
    return Bundle(lease, letters, people.person(tx, lease.bot, lease.user)) if letters else None


def settle(tx: Transaction, lease: Lease, settlement: Settlement) -> None:
    """Mark the letters, then keep or free the lane. FencedError if it was taken over."""
    seen = 0
    for done in settlement.done:
        marked = tx.write(DONE, done.status, done.token, done.reason, tx.now, done.letter)
        seen += marked
        if marked and done.status == "refused":
            body = tx.value("SELECT body FROM outbox WHERE id = ?", done.letter)
            troubles.note(tx, lease.bot, lease.user, Trouble("refused", done.reason, body))
    if settlement.after is not None:
        leases.free(tx, lease, tx.now + settlement.after, seen=seen, parked=settlement.parked)
    elif not leases.keep(tx, lease, settlement.keep_for, seen=seen):
        raise FencedError
    if settlement.failed is not None:
        tx.write(FAILED, settlement.failed)
    if settlement.unsubscribed:
        tx.write(UNSUBSCRIBED, lease.bot, lease.user)
