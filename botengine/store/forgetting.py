"""Forgetting somebody in SQLite: their rows are gone, what others did to them stays without their name."""

import sqlite3

PERSONAL = (
    "lane", "conversation", "inbox", "outbox", "effect", "timer", "journal", "person", "error", "media",
    "notice", "pace", "request",
)  # fmt: skip
BELONGING = ("pass", "invite", "notice")  # to an account
NAMELESS = """UPDATE audit SET before = '{}', after = '{}',
    actor = CASE actor WHEN :name THEN 'forgotten' ELSE actor END,
    target = CASE WHEN target IN ('person:' || :name, 'account:' || :name) THEN 'forgotten' ELSE target END
    WHERE bot = :bot AND (actor = :name OR target IN ('person:' || :name, 'account:' || :name)
        OR instr(CAST(before AS TEXT), :quoted) OR instr(CAST(after AS TEXT), :quoted))"""


def forget(database: sqlite3.Connection, bot: str, name: str) -> int:
    """Delete all of a chat user, or of an account and its chats; how many rows. See `scrub` for the disk."""
    database.execute("PRAGMA secure_delete = ON")
    try:
        chats = database.execute("SELECT user FROM person WHERE bot = ? AND linked = ?", (bot, name))
        names = {name, *(chat for (chat,) in chats.fetchall())}
        gone = sum(_forget(database, bot, each) for each in sorted(names))
        return gone + _delete(database, "account WHERE bot = ? AND id = ?", bot, name)
    finally:
        database.execute("PRAGMA secure_delete = OFF")


def _forget(database: sqlite3.Connection, bot: str, name: str) -> int:
    gone = sum(_delete(database, f"{table} WHERE bot = ? AND user = ?", bot, name) for table in PERSONAL)
    gone += sum(_delete(database, f"{table} WHERE bot = ? AND account = ?", bot, name) for table in BELONGING)
    gone += _delete(database, "invite WHERE bot = ? AND used_by = ?", bot, name)
    database.execute(NAMELESS, {"bot": bot, "name": name, "quoted": f'"{name}"'})
    return gone


def _delete(database: sqlite3.Connection, where: str, bot: str, name: str) -> int:
    return database.execute(f"DELETE FROM {where}", (bot, name)).rowcount  # noqa: S608 - constants only


def scrub(database: sqlite3.Connection) -> bool:
    """Write the file anew without what was deleted, and empty its log. False: somebody else reads now."""
    database.execute("VACUUM")
    return not database.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]
