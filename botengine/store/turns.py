"""A finished turn in SQLite: conversation, inbox, outbox, timers, effects, journal, in one transaction."""

import secrets
import sqlite3
from collections.abc import Mapping

import msgspec

from botengine.errors import FencedError
from botengine.runtime.records import Commit, Intent, Journal, Known, Lease, Trouble
from botengine.store import leases

DONE = "UPDATE inbox SET done_at = ? WHERE id = ? AND done_at IS NULL RETURNING kind, dedupe"
FIRST = """INSERT INTO conversation(snapshot, changed, bot, user, version) VALUES(?, ?, ?, ?, ? + 1)
    ON CONFLICT(bot, user) DO NOTHING"""
NEXT = """UPDATE conversation SET snapshot = ?, changed = ?, version = version + 1
    WHERE bot = ? AND user = ? AND version = ?"""
LETTER = (
    """INSERT INTO outbox(bot, user, turn, part, body, plain, status, at) VALUES(?, ?, ?, ?, ?, ?, ?, ?)"""
)
ARM = """INSERT INTO timer(bot, user, name, due, armed) VALUES(?, ?, ?, ?, ?)
    ON CONFLICT(bot, user, name) DO UPDATE SET due = excluded.due, armed = excluded.armed, rung = 0"""
DISARM = "DELETE FROM timer WHERE bot = ? AND user = ? AND name = ?"
RANG = "DELETE FROM timer WHERE bot = ? AND user = ? AND armed = ?"
JOURNAL = """INSERT INTO journal(bot, user, dedupe, at, event, came_from, went_to, steps, ms)
    VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?)"""
SEEN = """INSERT INTO person(bot, user, profile, subscribed, first_seen, last_seen, last_message)
    VALUES(:bot, :user, :profile, COALESCE(:subscribed, 1), :now, :now, :spoke)
    ON CONFLICT(bot, user) DO UPDATE SET profile = COALESCE(excluded.profile, profile),
        subscribed = COALESCE(:subscribed, subscribed), last_seen = excluded.last_seen,
        first_seen = CASE first_seen WHEN 0 THEN excluded.first_seen ELSE first_seen END,
        last_message = MAX(last_message, excluded.last_message)"""
ERROR = "INSERT INTO error(bot, user, at, kind, reason, body, dedupe) VALUES(?, ?, ?, ?, ?, ?, ?)"
INTENT = """INSERT INTO effect(bot, user, key, action, effect, begun) VALUES(?, ?, ?, ?, ?, ?)
    ON CONFLICT(bot, user, key) DO NOTHING"""
RESULT = "UPDATE effect SET result = ? WHERE bot = ? AND user = ? AND key = ?"


def commit(database: sqlite3.Connection, lease: Lease, turn: Commit, now: float) -> None:
    """Write all that the turn leaves and free the lane. FencedError: somebody else did it."""
    leases.free(database, lease, now, seen=1)
    done = database.execute(DONE, (now, turn.arrival)).fetchone()
    if not done:
        raise FencedError
    person, dedupe = (lease.bot, lease.user), done[1]
    _converse(database, person, turn, now)
    _post(database, person, turn, now)
    if done[0] == "timer":
        database.execute(RANG, (*person, dedupe))
    _arm(database, person, turn.timers)
    _results(database, person, turn.results)
    if turn.journal:
        _note(database, person, dedupe, turn.journal, now)
    if turn.trouble:
        trouble(database, person, turn.trouble, now, dedupe)
    if turn.spoke or turn.profile or turn.subscribed is not None:
        _meet(database, person, turn, now)


def trouble(
    database: sqlite3.Connection, person: tuple[str, str], what: Trouble, now: float, dedupe: str = ""
) -> None:
    """Write it down for an operator; `dedupe` is the arrival that it is about."""
    database.execute(ERROR, (*person, now, what.kind, what.reason, what.body, dedupe))


def begin(database: sqlite3.Connection, lease: Lease, intent: Intent, now: float) -> Known:
    """Note that the effect begins, and what is known of it from before."""
    leases.check(database, lease)
    person = (lease.bot, lease.user)
    _results(database, person, intent.results)
    if database.execute(INTENT, (*person, intent.key, intent.action, intent.effect, now)).rowcount:
        return Known("new")
    found = "SELECT result FROM effect WHERE bot = ? AND user = ? AND key = ?"
    result = database.execute(found, (*person, intent.key)).fetchone()[0]
    return Known("begun") if result is None else Known("done", result)


def _converse(database: sqlite3.Connection, person: tuple[str, str], turn: Commit, now: float) -> None:
    if turn.snapshot is None:
        return
    statement = NEXT if turn.version else FIRST
    if not database.execute(statement, (turn.snapshot, now, *person, turn.version)).rowcount:
        raise FencedError


def _post(database: sqlite3.Connection, person: tuple[str, str], turn: Commit, now: float) -> None:
    status = "answered" if turn.inline else "waiting"
    for part, draft in enumerate(turn.letters):
        row = (*person, turn.arrival, part, draft.body, draft.plain, status, now)
        database.execute(LETTER, row)
    if turn.letters and not turn.inline:
        database.execute(leases.WAKE, (*person, "out", len(turn.letters)))
    if turn.spoke:
        database.execute(leases.HEARD, (*person, "out"))


def _arm(database: sqlite3.Connection, person: tuple[str, str], timers: Mapping[str, float | None]) -> None:
    for name, due in timers.items():
        if due is None:
            database.execute(DISARM, (*person, name))
        else:
            database.execute(ARM, (*person, name, due, f"timer:{secrets.token_hex(8)}"))


def _results(database: sqlite3.Connection, person: tuple[str, str], results: Mapping[str, bytes]) -> None:
    for effect, result in results.items():
        database.execute(RESULT, (result, *person, effect))


def _note(
    database: sqlite3.Connection, person: tuple[str, str], dedupe: str, line: Journal, now: float
) -> None:
    row = (*person, dedupe, now, line.event, line.came_from, line.went_to, line.steps, line.ms)
    database.execute(JOURNAL, row)


def _meet(database: sqlite3.Connection, person: tuple[str, str], turn: Commit, now: float) -> None:
    profile = None if turn.profile is None else msgspec.json.encode(turn.profile)
    names = {"bot": person[0], "user": person[1], "profile": profile, "subscribed": turn.subscribed}
    database.execute(SEEN, {**names, "now": now, "spoke": now if turn.spoke else 0.0})
