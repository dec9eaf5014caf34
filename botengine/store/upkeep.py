"""Seldom writes in SQLite: the bot's small values, retention."""

from botengine.runtime.records import Retention
from botengine.store.transaction import Transaction

META = """INSERT INTO meta(bot, name, value) VALUES(?, ?, ?)
    ON CONFLICT(bot, name) DO UPDATE SET value = excluded.value"""
# the oldest rows lie together, so only those are looked at: no scan, no index needed
OLD = "DELETE FROM {table} WHERE id IN (SELECT id FROM {table} ORDER BY id LIMIT ?) AND {old}"
MEDIA = "DELETE FROM media WHERE rowid IN (SELECT rowid FROM media WHERE expires <= ? LIMIT ?)"


def set_meta(tx: Transaction, bot: str, name: str, value: bytes | None) -> None:
    if value is None:
        tx.write("DELETE FROM meta WHERE bot = ? AND name = ?", bot, name)
    else:
        tx.write(META, bot, name, value)


def purge(tx: Transaction, retention: Retention, limit: int = 500) -> int:
    """Delete what is finished and old; how many rows."""
    keep, now = retention, tx.now
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
        count += tx.write(OLD.format(table=table, old=old), limit, now - seconds)
    count += tx.write(MEDIA, now, limit)
    count += tx.write("DELETE FROM invite WHERE expires < ?", now - keep.requests)
    return count + tx.write("DELETE FROM effect WHERE begun < ?", now - keep.effects)
