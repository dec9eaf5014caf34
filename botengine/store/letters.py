"""The outbox in SQLite: a receiver's letters in their order, and what became of them."""

import secrets
import sqlite3
from collections.abc import Sequence

from botengine.runtime.records import Bundle, Lease, Letter, Settlement, Trouble
from botengine.store import arrivals, leases, turns

MAX_LETTERS = 50  # of one receiver at a time; the rest waits for the next claim
WAITING = """SELECT id, turn, body, plain, attempts FROM outbox
    WHERE bot = ? AND user = ? AND status = 'waiting' ORDER BY id LIMIT ?"""
PERSON = f"SELECT {arrivals.PERSON} FROM {arrivals.PEOPLE} WHERE p.bot = ? AND p.user = ?"  # noqa: S608 - constants only
DONE = "UPDATE outbox SET status = ?, token = ?, reason = ?, at = ? WHERE id = ? AND status = 'waiting'"


def claim(
    database: sqlite3.Connection, limit: int, now: float, until: float, without: Sequence[str]
) -> list[Bundle]:
    """Take awake lanes with the letters of each."""
    token = secrets.token_hex(8)
    found = leases.ready(database, "out", now, limit, without)
    bundles = [_claim(database, Lease(bot, user, "out", token), until) for bot, user in found]
    return [bundle for bundle in bundles if bundle]


def _claim(database: sqlite3.Connection, lease: Lease, until: float) -> Bundle | None:
    bot, user = lease.bot, lease.user
    rows = database.execute(WAITING, (bot, user, MAX_LETTERS)).fetchall()
    if not rows:
        leases.nothing_there(database, bot, user, "out")
        return None
    leases.take(database, lease, until)
    person = database.execute(PERSON, (bot, user)).fetchone()
    letters = tuple(Letter(n, turn, body, bool(plain), tries) for n, turn, body, plain, tries in rows)
    return Bundle(lease, letters, person and arrivals.read_person(bot, user, person))


def settle(database: sqlite3.Connection, lease: Lease, settlement: Settlement, now: float) -> None:
    """Mark the letters, then keep or free the lane. FencedError if it was taken over."""
    seen = 0
    for done in settlement.done:
        row = (done.status, done.token, done.reason, now, done.letter)
        marked = database.execute(DONE, row).rowcount
        seen += marked
        if marked and done.status == "refused":
            _complain(database, lease, done.letter, done.reason, now)
    if settlement.after is None:
        leases.keep(database, lease, now + settlement.keep_for, seen=seen)
    else:
        leases.free(database, lease, now + settlement.after, seen=seen, parked=settlement.parked)
    if settlement.failed is not None:
        database.execute("UPDATE outbox SET attempts = attempts + 1 WHERE id = ?", (settlement.failed,))
    if settlement.unsubscribed:
        unsubscribed = "UPDATE person SET subscribed = 0 WHERE bot = ? AND user = ?"
        database.execute(unsubscribed, (lease.bot, lease.user))


def _complain(database: sqlite3.Connection, lease: Lease, letter: int, reason: str, now: float) -> None:
    body = database.execute("SELECT body FROM outbox WHERE id = ?", (letter,)).fetchone()[0]
    turns.trouble(database, (lease.bot, lease.user), Trouble("refused", reason, body), now)
