"""Questions to the SQLite store that change nothing: asked on a connection of the asking thread."""

import sqlite3

from botengine.runtime.records import Backlog, Journal, JournalLine, Person
from botengine.store import arrivals

ANSWER = """SELECT o.body FROM inbox i JOIN outbox o ON o.bot = i.bot AND o.user = i.user AND o.turn = i.id
    WHERE i.bot = ? AND i.user = ? AND i.dedupe = ? AND o.status = 'answered' ORDER BY o.part LIMIT 1"""
CONVERSATION = "SELECT snapshot FROM conversation WHERE bot = ? AND user = ?"
META = "SELECT value FROM meta WHERE bot = ? AND name = ?"
PEOPLE = f"SELECT p.user, {arrivals.PERSON} FROM {arrivals.PEOPLE} WHERE p.bot = ?"  # noqa: S608 - constants only
JOURNAL = "SELECT user, at, dedupe, event, came_from, went_to, steps, ms FROM journal WHERE bot = ?"
BACKLOG = """SELECT (SELECT COUNT(*) FROM inbox WHERE done_at IS NULL),
    (SELECT COUNT(*) FROM outbox WHERE status = 'waiting'),
    (SELECT COUNT(*) FROM lane WHERE wake > seen AND (run_at <= ? OR lease_until > ?))"""


def single(database: sqlite3.Connection, statement: str, *values: object) -> bytes | None:
    """The first column of the first row, if there is one."""
    row = database.execute(statement, values).fetchone()
    return None if row is None else bytes(row[0])


def person(database: sqlite3.Connection, bot: str, user: str) -> Person | None:
    row = database.execute(f"{PEOPLE} AND p.user = ?", (bot, user)).fetchone()
    return row and arrivals.read_person(bot, user, row[1:])


def people(database: sqlite3.Connection, bot: str) -> list[Person]:
    rows = database.execute(f"{PEOPLE} ORDER BY p.first_seen DESC, p.user", (bot,))
    return [arrivals.read_person(bot, user, columns) for user, *columns in rows]


def journal(database: sqlite3.Connection, bot: str, user: str | None, limit: int) -> list[JournalLine]:
    person, values = ("", (bot, limit)) if user is None else (" AND user = ?", (bot, user, limit))
    rows = database.execute(f"{JOURNAL}{person} ORDER BY id DESC LIMIT ?", values)
    return [JournalLine(user, at, dedupe, Journal(*entry)) for user, at, dedupe, *entry in rows]


def backlog(database: sqlite3.Connection, now: float) -> Backlog:
    return Backlog(*database.execute(BACKLOG, (now, now)).fetchone())
