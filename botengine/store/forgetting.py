"""Forgetting somebody in SQLite: their rows are gone, what others did to them stays without their name."""

import sqlite3

from botengine.store.transaction import Transaction

PERSONAL = (
    "lane", "conversation", "inbox", "outbox", "effect", "timer", "journal", "person", "error", "media",
    "notice", "pace", "request",
)  # fmt: skip
OWNED = (
    *((table, "user") for table in PERSONAL),
    *((table, "account") for table in ("pass", "invite", "notice")),
    ("invite", "used_by"),
)
NAMELESS = """UPDATE audit SET before = '{}', after = '{}',
    actor = CASE actor WHEN ?2 THEN 'forgotten' ELSE actor END,
    target = CASE WHEN target IN ('person:' || ?2, 'account:' || ?2) THEN 'forgotten' ELSE target END
    WHERE bot = ?1 AND (actor = ?2 OR target IN ('person:' || ?2, 'account:' || ?2)
        OR instr(CAST(before AS TEXT), ?3) OR instr(CAST(after AS TEXT), ?3))"""


def forget(tx: Transaction, bot: str, user: str) -> int:
    """Delete all of a chat user, or of an account and its chats; how many rows. See `scrub` for the disk."""
    tx.write("PRAGMA secure_delete = ON")
    try:
        chats = tx.rows("SELECT user FROM person WHERE bot = ? AND linked = ?", bot, user)
        names = {user, *(chat for (chat,) in chats)}
        gone = sum(_forget(tx, bot, each) for each in sorted(names))
        return gone + tx.write("DELETE FROM account WHERE bot = ? AND id = ?", bot, user)
    finally:
        tx.write("PRAGMA secure_delete = OFF")


def _forget(tx: Transaction, bot: str, name: str) -> int:
    tx.write(NAMELESS, bot, name, f'"{name}"')
    return sum(
        tx.write(f"DELETE FROM {table} WHERE bot = ? AND {column} = ?", bot, name)  # noqa: S608 - constants only
        for table, column in OWNED
    )


def scrub(database: sqlite3.Connection) -> bool:
    """Write the file anew without what was deleted, and empty its log. False: somebody else reads now."""
    database.execute("VACUUM")
    return not database.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]
