"""Lanes in SQLite: who may work on which person, and until when. The token decides, not the time."""

import sqlite3
from collections.abc import Sequence

from botengine.errors import FencedError
from botengine.runtime.records import Lease, Side

LANE = "bot = ? AND user = ? AND side = ?"
READY = """SELECT bot, user FROM lane
    WHERE side = ? AND wake > seen AND run_at <= ? AND lease_until <= ?{without} ORDER BY run_at LIMIT ?"""
TAKE = f"UPDATE lane SET lease_until = ?, token = ? WHERE {LANE}"  # noqa: S608 - constants only, here and below
FREE = f"""UPDATE lane SET seen = seen + ?, run_at = ?, parked = ?, lease_until = 0, token = NULL
    WHERE {LANE} AND token = ?"""  # noqa: S608
KEEP = f"UPDATE lane SET seen = seen + ?, lease_until = ? WHERE {LANE} AND token = ?"  # noqa: S608
WAKE = """INSERT INTO lane(bot, user, side, wake) VALUES(?, ?, ?, ?)
    ON CONFLICT(bot, user, side) DO UPDATE SET wake = wake + excluded.wake"""
HEARD = f"UPDATE lane SET run_at = 0, parked = 0 WHERE {LANE} AND parked = 1"  # noqa: S608

FORGET = "UPDATE lane SET lease_until = 0, token = NULL WHERE token IS NOT NULL"


def key(lease: Lease) -> tuple[str, str, str]:
    return lease.bot, lease.user, lease.side


def ready(
    database: sqlite3.Connection, side: Side, now: float, limit: int, without: Sequence[str] = ()
) -> list[tuple[str, str]]:
    """Persons (bot, user) whose lane is awake and free, the one that waits longest first."""
    unwanted = f" AND bot NOT IN ({','.join('?' * len(without))})" if without else ""
    return database.execute(READY.format(without=unwanted), (side, now, now, *without, limit)).fetchall()


def take(database: sqlite3.Connection, lease: Lease, until: float) -> None:
    database.execute(TAKE, (until, lease.token, *key(lease)))


def check(database: sqlite3.Connection, lease: Lease) -> None:
    """FencedError unless the lease still holds."""
    held = f"SELECT 1 FROM lane WHERE {LANE} AND token = ?"  # noqa: S608
    if not database.execute(held, (*key(lease), lease.token)).fetchone():
        raise FencedError


def free(
    database: sqlite3.Connection, lease: Lease, run_at: float, *, seen: int = 0, parked: bool = False
) -> None:
    """Give the lane back, `seen` things being done. FencedError if it was taken over."""
    if not database.execute(FREE, (seen, run_at, parked, *key(lease), lease.token)).rowcount:
        raise FencedError


def keep(database: sqlite3.Connection, lease: Lease, until: float, *, seen: int = 0) -> None:
    """Hold the lane longer, `seen` things being done. FencedError if it was taken over."""
    if not database.execute(KEEP, (seen, until, *key(lease), lease.token)).rowcount:
        raise FencedError


def renew(database: sqlite3.Connection, held: Sequence[Lease], until: float) -> list[Lease]:
    """Hold the lanes longer; those that were lost."""
    rows = ((lease, (0, until, *key(lease), lease.token)) for lease in held)
    return [lease for lease, row in rows if not database.execute(KEEP, row).rowcount]


def nothing_there(database: sqlite3.Connection, bot: str, user: str, side: Side) -> None:
    """An awake lane without work goes to sleep."""
    database.execute(f"UPDATE lane SET seen = wake WHERE {LANE}", (bot, user, side))  # noqa: S608
