"""Log-ins in SQLite: passwords, sessions, one-time links, as passes of accounts."""

from botengine.runtime.sessions import Kind, Pass
from botengine.store.transaction import Part, Transaction, reads, writes

KEEP = """INSERT INTO pass(bot, kind, key, account, value, until) VALUES(?, ?, ?, ?, ?, ?)
    ON CONFLICT(bot, kind, key) DO """
REPLACE = f"{KEEP} UPDATE SET account = excluded.account, value = excluded.value, until = excluded.until"
IGNORE = f"{KEEP} NOTHING"
RENEW = "UPDATE pass SET value = ?, until = ? WHERE bot = ? AND kind = ? AND key = ?"
PASSES = "SELECT kind, key, account, value, until FROM pass WHERE bot = ? AND kind = ? AND until > ?"
ENDED = "DELETE FROM pass WHERE until <= ?"
DROP = "DELETE FROM pass WHERE bot = ? AND kind = ?"


def keep(tx: Transaction, bot: str, entry: Pass) -> bool:
    return _put(tx, REPLACE, bot, entry)


def add(tx: Transaction, bot: str, entry: Pass) -> bool:
    return _put(tx, IGNORE, bot, entry)


def _put(tx: Transaction, statement: str, bot: str, entry: Pass) -> bool:
    tx.write(ENDED, tx.now)
    row = (bot, entry.kind, entry.key, entry.account, entry.value, entry.until)
    return bool(tx.write(statement, *row))


def renew(tx: Transaction, bot: str, entry: Pass) -> bool:
    return bool(tx.write(RENEW, entry.value, entry.until, bot, entry.kind, entry.key))


def get(tx: Transaction, bot: str, kind: Kind, key: str) -> Pass | None:
    row = tx.row(f"{PASSES} AND key = ?", bot, kind, tx.now, key)
    return row and Pass(*row)


def take(tx: Transaction, bot: str, kind: Kind, key: str) -> Pass | None:
    found = get(tx, bot, kind, key)
    tx.write(f"{DROP} AND key = ?", bot, kind, key)
    return found


def of(tx: Transaction, bot: str, kind: Kind, account: str) -> list[Pass]:
    return [Pass(*row) for row in tx.rows(f"{PASSES} AND account = ?", bot, kind, tx.now, account)]


def pace(tx: Transaction, bot: str, key: str, burst: int, every: float) -> float:
    paced = get(tx, bot, "pace", key)
    due = paced.until if paced else tx.now
    wait = max(due - tx.now - (burst - 1) * every, 0.0)
    if not wait:
        keep(tx, bot, Pass("pace", key, "", until=due + every))
    return wait


def drop(tx: Transaction, bot: str, kind: Kind, account: str, but: str = "") -> int:
    return tx.write(f"{DROP} AND account = ? AND key <> ?", bot, kind, account, but)


class SqliteSessions(Part):
    """Implements botengine.runtime.sessions.Sessions."""

    keep = writes(keep)
    add = writes(add)
    renew = writes(renew)
    get = reads(get)
    take = writes(take)
    of = reads(of)
    pace = writes(pace)
    drop = writes(drop)
