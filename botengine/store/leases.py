"""Lanes in SQLite: who may work on which person, and until when. The token decides, not the time."""

import secrets
from collections.abc import Callable, Collection, Sequence
from typing import TypeVar

from botengine.errors import FencedError
from botengine.runtime.records import Lease, Side
from botengine.store.transaction import Transaction

FoundT = TypeVar("FoundT")
LANE = "bot = ? AND user = ? AND side = ?"
READY = """SELECT bot, user FROM lane
    WHERE side = ? AND wake > seen AND run_at <= ? AND lease_until <= ?{without} ORDER BY run_at LIMIT ?"""
TAKE = f"UPDATE lane SET lease_until = ?, token = ? WHERE {LANE}"  # noqa: S608 - constants only, here and below
EMPTY = f"UPDATE lane SET seen = wake WHERE {LANE}"  # noqa: S608
HELD = f"SELECT 1 FROM lane WHERE {LANE} AND token = ?"  # noqa: S608
FREE = f"""UPDATE lane SET seen = seen + ?, run_at = ?, parked = ?, lease_until = 0, token = NULL
    WHERE {LANE} AND token = ?"""  # noqa: S608
KEEP = f"UPDATE lane SET seen = seen + ?, lease_until = ? WHERE {LANE} AND token = ?"  # noqa: S608
WAKE = """INSERT INTO lane(bot, user, side, wake) VALUES(?, ?, ?, ?)
    ON CONFLICT(bot, user, side) DO UPDATE SET wake = wake + excluded.wake"""
HEARD = f"UPDATE lane SET run_at = 0, parked = 0 WHERE {LANE} AND parked = 1"  # noqa: S608
FORGET = "UPDATE lane SET lease_until = 0, token = NULL WHERE token IS NOT NULL"

Load = Callable[[Transaction, Lease], FoundT | None]  # what is to be done on a lane, None for nothing


def claim(
    tx: Transaction,
    side: Side,
    limit: int,
    seconds: float,
    load: Load[FoundT],
    *,
    without: Collection[str] = (),
) -> list[FoundT]:
    """Take lanes that are awake and free, the one that waits longest first; what is to be done on each."""
    unwanted = f" AND bot NOT IN ({','.join('?' * len(without))})" if without else ""
    ready = tx.rows(READY.format(without=unwanted), side, tx.now, tx.now, *without, limit)
    found = [take(tx, new(bot, user, side), seconds, load) for bot, user in ready]
    return [each for each in found if each]


def new(bot: str, user: str, side: Side) -> Lease:
    return Lease(bot, user, side, secrets.token_hex(8))


def take(tx: Transaction, lease: Lease, seconds: float, load: Load[FoundT]) -> FoundT | None:
    """Take one lane. One without work goes to sleep."""
    lane, found = (lease.bot, lease.user, lease.side), load(tx, lease)
    if found is None:
        tx.write(EMPTY, *lane)
    else:
        tx.write(TAKE, tx.now + seconds, lease.token, *lane)
    return found


def check(tx: Transaction, lease: Lease) -> None:
    """FencedError unless the lease still holds."""
    if not tx.row(HELD, *_key(lease)):
        raise FencedError


def free(tx: Transaction, lease: Lease, run_at: float, *, seen: int = 0, parked: bool = False) -> None:
    """Give the lane back, `seen` things being done. FencedError if it was taken over."""
    if not tx.write(FREE, seen, run_at, parked, *_key(lease)):
        raise FencedError


def release(tx: Transaction, lease: Lease, after: float) -> None:
    free(tx, lease, tx.now + after)


def keep(tx: Transaction, lease: Lease, seconds: float, *, seen: int = 0) -> bool:
    """Hold the lane longer, `seen` things being done. False if it was taken over."""
    return bool(tx.write(KEEP, seen, tx.now + seconds, *_key(lease)))


def renew(tx: Transaction, held: Sequence[Lease], seconds: float) -> list[Lease]:
    """Hold the lanes longer; those that were lost."""
    return [lease for lease in held if not keep(tx, lease, seconds)]


def forget(tx: Transaction) -> int:
    return tx.write(FORGET)


def _key(lease: Lease) -> tuple[str, str, str, str]:
    return lease.bot, lease.user, lease.side, lease.token
