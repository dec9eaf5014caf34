"""Seldom writes in SQLite: the bot's small values, retention."""

import sqlite3

from botengine.runtime.records import Retention
from botengine.store import media

META = """INSERT INTO meta(bot, name, value) VALUES(?, ?, ?)
    ON CONFLICT(bot, name) DO UPDATE SET value = excluded.value"""
# the oldest rows lie together, so only those are looked at: no scan, no index needed
OLD = "DELETE FROM {table} WHERE id IN (SELECT id FROM {table} ORDER BY id LIMIT ?) AND {old}"


def set_meta(database: sqlite3.Connection, bot: str, name: str, value: bytes | None) -> None:
    if value is None:
        database.execute("DELETE FROM meta WHERE bot = ? AND name = ?", (bot, name))
    else:
        database.execute(META, (bot, name, value))


def purge(database: sqlite3.Connection, keep: Retention, now: float, limit: int) -> int:
    """Delete what is finished and old; how many rows."""
    rules = (
        ("inbox", "done_at < ?", keep.inbox),
        ("outbox", "status <> 'waiting' AND at < ?", keep.outbox),
        ("notice", "status <> 'waiting' AND at < ?", keep.notices),
        ("journal", "at < ?", keep.journal),
        ("error", "at < ?", keep.errors),
        ("request", "answered_from < ?", keep.requests),
        ("audit", "at < ?", keep.audit),
    )
    count = 0
    for table, old, seconds in rules:
        statement = OLD.format(table=table, old=old)
        count += database.execute(statement, (limit, now - seconds)).rowcount
    count += media.purge(database, now, limit)
    count += database.execute("DELETE FROM invite WHERE expires < ?", (now - keep.requests,)).rowcount
    return count + database.execute("DELETE FROM effect WHERE begun < ?", (now - keep.effects,)).rowcount
