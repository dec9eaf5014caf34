"""A finished turn in SQLite: conversation, inbox, outbox, timers, effects, journal, in one transaction."""

import secrets
from collections.abc import Mapping

import msgspec

from botengine.errors import FencedError
from botengine.runtime.records import Commit, Intent, Known, Lease
from botengine.store import leases, notices, troubles
from botengine.store.transaction import Transaction

DONE = "UPDATE inbox SET done_at = ? WHERE id = ? AND done_at IS NULL RETURNING kind, dedupe"
FIRST = """INSERT INTO conversation(snapshot, changed, bot, user, version) VALUES(?, ?, ?, ?, ? + 1)
    ON CONFLICT(bot, user) DO NOTHING"""
NEXT = """UPDATE conversation SET snapshot = ?, changed = ?, version = version + 1
    WHERE bot = ? AND user = ? AND version = ?"""
LETTER = "INSERT INTO outbox(bot, user, turn, part, body, plain, status, at) VALUES(?, ?, ?, ?, ?, ?, ?, ?)"
ARM = """INSERT INTO timer(bot, user, name, due, armed) VALUES(?, ?, ?, ?, ?)
    ON CONFLICT(bot, user, name) DO UPDATE SET due = excluded.due, armed = excluded.armed, rung = 0"""
DISARM = "DELETE FROM timer WHERE bot = ? AND user = ? AND name = ?"
RANG = "DELETE FROM timer WHERE bot = ? AND user = ? AND armed = ?"
JOURNAL = """INSERT INTO journal(bot, user, dedupe, at, event, came_from, went_to, steps, ms)
    VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?)"""
SEEN = """INSERT INTO person(bot, user, profile, subscribed, first_seen, last_seen, last_message)
    VALUES(?1, ?2, ?3, COALESCE(?4, 1), ?5, ?5, ?6)
    ON CONFLICT(bot, user) DO UPDATE SET profile = COALESCE(excluded.profile, profile),
        subscribed = COALESCE(?4, subscribed), last_seen = excluded.last_seen,
        first_seen = CASE first_seen WHEN 0 THEN excluded.first_seen ELSE first_seen END,
        last_message = MAX(last_message, excluded.last_message)"""
INTENT = """INSERT INTO effect(bot, user, key, action, effect, begun) VALUES(?, ?, ?, ?, ?, ?)
    ON CONFLICT(bot, user, key) DO NOTHING"""
RESULT_OF = "SELECT result FROM effect WHERE bot = ? AND user = ? AND key = ?"
RESULT = "UPDATE effect SET result = ? WHERE bot = ? AND user = ? AND key = ?"


def commit(tx: Transaction, lease: Lease, commit: Commit) -> None:
    """Write all that the turn leaves and free the lane. FencedError: somebody else did it."""
    bot, user = lease.bot, lease.user
    leases.free(tx, lease, tx.now, seen=1)
    done = tx.row(DONE, tx.now, commit.arrival)
    if not done:
        raise FencedError
    kind, dedupe = done
    _converse(tx, bot, user, commit)
    _post(tx, bot, user, commit)
    if kind == "timer":
        tx.write(RANG, bot, user, dedupe)
    for name, due in commit.timers.items():
        _arm(tx, bot, user, name, due)
    _results(tx, bot, user, commit.results)
    if line := commit.journal:
        tx.write(
            JOURNAL, bot, user, dedupe, tx.now, line.event, line.came_from, line.went_to, line.steps, line.ms
        )
    if commit.trouble:
        troubles.note(tx, bot, user, commit.trouble, dedupe)
    if commit.spoke or commit.profile or commit.subscribed is not None:
        profile = commit.profile and msgspec.json.encode(commit.profile)
        tx.write(SEEN, bot, user, profile, commit.subscribed, tx.now, tx.now if commit.spoke else 0.0)
    notices.hold(tx, bot, user, commit.held)


def begin(tx: Transaction, lease: Lease, intent: Intent) -> Known:
    """Note that the effect begins, and what is known of it from before."""
    leases.check(tx, lease)
    bot, user = lease.bot, lease.user
    _results(tx, bot, user, intent.results)
    if tx.write(INTENT, bot, user, intent.key, intent.action, intent.effect, tx.now):
        return Known("new")
    result = tx.value(RESULT_OF, bot, user, intent.key)
    return Known("begun") if result is None else Known("done", result)


def _converse(tx: Transaction, bot: str, user: str, commit: Commit) -> None:
    if commit.snapshot is None:
        return
    statement = NEXT if commit.version else FIRST
    if not tx.write(statement, commit.snapshot, tx.now, bot, user, commit.version):
        raise FencedError


def _post(tx: Transaction, bot: str, user: str, commit: Commit) -> None:
    status = "answered" if commit.inline else "waiting"
    for part, draft in enumerate(commit.letters):
        tx.write(LETTER, bot, user, commit.arrival, part, draft.body, draft.plain, status, tx.now)
    if commit.letters and not commit.inline:
        tx.write(leases.WAKE, bot, user, "out", len(commit.letters))
    if commit.spoke:
        tx.write(leases.HEARD, bot, user, "out")


def _arm(tx: Transaction, bot: str, user: str, name: str, due: float | None) -> None:
    if due is None:
        tx.write(DISARM, bot, user, name)
    else:
        tx.write(ARM, bot, user, name, due, f"timer:{secrets.token_hex(8)}")


def _results(tx: Transaction, bot: str, user: str, results: Mapping[str, bytes]) -> None:
    for effect, result in results.items():
        tx.write(RESULT, result, bot, user, effect)
