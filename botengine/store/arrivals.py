"""The inbox in SQLite: accepting each arrival once, claiming the oldest of a person, ringing timers."""

import secrets
import sqlite3
from collections.abc import Sequence
from typing import Any

import msgspec

from botengine.events import Profile
from botengine.runtime.records import Arrival, Lease, Person, Task, Waiting
from botengine.store import leases
from botengine.values import User

ACCEPT = """INSERT INTO inbox(bot, user, kind, dedupe, body, received) VALUES(?, ?, ?, ?, ?, ?)
    ON CONFLICT(bot, user, dedupe) DO NOTHING"""
BUSY = "SELECT 1 FROM lane WHERE bot = ? AND user = ? AND side = 'in' AND wake > seen"
PERSON = """CASE a.active WHEN 1 THEN a.record END, p.linked, p.key,
    p.profile, p.subscribed, p.first_seen, p.last_seen, p.last_message"""
PEOPLE = "person p LEFT JOIN account a ON a.bot = p.bot AND a.id = p.linked"
OLDEST = f"""SELECT i.id, i.kind, i.dedupe, i.body, i.received, i.attempts, c.version, c.snapshot,
        p.user, {PERSON}
    FROM inbox i LEFT JOIN conversation c ON c.bot = i.bot AND c.user = i.user
        LEFT JOIN person p ON p.bot = i.bot AND p.user = i.user
        LEFT JOIN account a ON a.bot = p.bot AND a.id = p.linked
    WHERE i.bot = ? AND i.user = ? AND i.done_at IS NULL ORDER BY i.id LIMIT 1"""  # noqa: S608 - constants only
CURRENT = "SELECT 1 FROM timer WHERE bot = ? AND user = ? AND armed = ?"
DUE = "SELECT bot, user, name, armed FROM timer WHERE rung = 0 AND due <= ? ORDER BY due LIMIT ?"
RUNG = "UPDATE timer SET rung = 1 WHERE bot = ? AND user = ? AND name = ?"

_account = msgspec.json.Decoder(User)
_profile = msgspec.json.Decoder(Profile)


def read_person(bot: str, user: str, row: Sequence[Any]) -> Person:
    """A person from the columns PERSON."""
    account, linked, key, profile, subscribed, *times = row
    return Person(
        bot,
        user,
        None if account is None else _account.decode(account),
        linked,
        key,
        None if profile is None else _profile.decode(profile),
        bool(subscribed),
        *times,
    )


def accept(database: sqlite3.Connection, arrival: Arrival) -> bool:
    """Keep the arrival and wake its lane; False if it was there already."""
    bot, user = arrival.bot, arrival.user
    row = (bot, user, arrival.kind, arrival.dedupe, arrival.body, arrival.received)
    if not database.execute(ACCEPT, row).rowcount:
        return False
    database.execute(leases.WAKE, (bot, user, "in", 1))
    return True


def accept_now(database: sqlite3.Connection, arrival: Arrival, until: float) -> Task | bool:
    """Accept and claim in one go; False: known already; True: the lane is busy and nothing was kept."""
    known = "SELECT 1 FROM inbox WHERE bot = ? AND user = ? AND dedupe = ?"
    if database.execute(known, (arrival.bot, arrival.user, arrival.dedupe)).fetchone():
        return False
    if database.execute(BUSY, (arrival.bot, arrival.user)).fetchone():
        return True
    accept(database, arrival)
    task = _claim(database, Lease(arrival.bot, arrival.user, "in", secrets.token_hex(8)), until)
    return task or True


def claim(database: sqlite3.Connection, limit: int, now: float, until: float) -> list[Task]:
    """Take awake lanes with the oldest arrival of each."""
    token = secrets.token_hex(8)
    found = leases.ready(database, "in", now, limit)
    tasks = [_claim(database, Lease(bot, user, "in", token), until) for bot, user in found]
    return [task for task in tasks if task]


def _claim(database: sqlite3.Connection, lease: Lease, until: float) -> Task | None:
    bot, user = lease.bot, lease.user
    row = database.execute(OLDEST, (bot, user)).fetchone()
    if row is None:
        leases.nothing_there(database, bot, user, "in")
        return None
    number, kind, dedupe, body, received, attempts, version, snapshot, known, *person = row
    leases.take(database, lease, until)
    database.execute("UPDATE inbox SET attempts = attempts + 1 WHERE id = ?", (number,))
    current = kind != "timer" or bool(database.execute(CURRENT, (bot, user, dedupe)).fetchone())
    return Task(
        lease,
        Waiting(number, kind, dedupe, body, received, attempts + 1),
        version or 0,
        snapshot,
        read_person(bot, user, person) if known else None,
        current,
    )


def ring(database: sqlite3.Connection, now: float, limit: int) -> int:
    """Due timers become arrivals; the row stays until the turn, so that it can be disarmed till then."""
    due = database.execute(DUE, (now, limit)).fetchall()
    for bot, user, name, armed in due:
        accept(database, Arrival(bot, user, "timer", armed, name.encode(), now))
        database.execute(RUNG, (bot, user, name))
    return len(due)
