"""A locker for parcels, in one SQLite file; what is ordered lies in it at once."""

from __future__ import annotations

import sqlite3
import struct
import zlib
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Literal

from botengine import File, Notice, Page, Paging, User, action, service, source

SENDERS = ("Books by Post", "The Tea Shop", "Wool and More")
KEPT = timedelta(days=3)
DOORS, IN_A_ROW, SIZE = 12, 4, 40  # the picture: pixels of a door
FRAME, GREYS = 2, (40, 130, 255)  # of frames, of doors, of the door that is meant
TABLE = """CREATE TABLE IF NOT EXISTS parcel (
    number INTEGER PRIMARY KEY, key TEXT UNIQUE, user, sender, state, door, until, longer)"""
OF_USER = "SELECT number, sender, state, door, until FROM parcel WHERE user = ? ORDER BY number DESC"
ORDER = "INSERT OR IGNORE INTO parcel VALUES (NULL, ?, ?, ?, 'waiting', ?, ?, NULL)"
EXTEND = """UPDATE parcel SET until = CASE WHEN longer IS NULL THEN date(until, '+3 days') ELSE until END,
    longer = ?1 WHERE number = ?2 AND (longer IS NULL OR longer = ?1) RETURNING 1"""


@dataclass(frozen=True)
class Parcel:
    """A parcel behind its door."""

    number: str
    sender: str
    state: Literal["waiting", "collected"]
    door: int
    until: date


@dataclass(frozen=True)
class Locker:
    """The file with everybody's parcels, in the order in which they came."""

    file: Path

    def run(self, sql: str, *values: object) -> list[tuple[str, ...]]:
        with closing(sqlite3.connect(self.file)) as database, database:
            database.execute(TABLE)
            return database.execute(sql, values).fetchall()

    def of(self, user: User) -> list[Parcel]:
        """What somebody ordered, the newest first."""
        rows = self.run(OF_USER, user.id)
        return [Parcel(str(row[0]), *row[1:4], date.fromisoformat(row[4])) for row in rows]


@service
def locker(data: Path) -> Locker:
    return Locker(data / "locker.db")


@action("parcels.find")
def find(state: str, locker: Locker, user: User, paging: Paging) -> Page[Parcel]:
    """A person's parcels in this state."""
    found = [parcel for parcel in locker.of(user) if parcel.state == state]
    return Page(found[paging.offset : paging.offset + paging.size], len(found))


@action("parcels.get")
def get(number: str, locker: Locker, user: User) -> Parcel | None:
    """A parcel, if it is this person's."""
    return next((parcel for parcel in locker.of(user) if parcel.number == number), None)


@action("parcels.order", effect="key")
def order(locker: Locker, user: User, key: str, now: datetime) -> None:
    """Order something; asked twice with the same key, it is ordered once."""
    made, until = len(locker.of(user)), (now + KEPT).date().isoformat()
    locker.run(ORDER, key, user.id, SENDERS[made % len(SENDERS)], made % DOORS + 1, until)


@action("parcels.extend", outcomes=("ok", "no_more"), effect="key")
def extend(number: str, locker: Locker, user: User, key: str) -> str:
    """Keep a parcel three days longer, once."""
    mine = get(number, locker, user)
    return "ok" if mine and locker.run(EXTEND, key, number) else "no_more"


@action("parcels.open", effect="natural")
def open_door(number: str, locker: Locker, user: User) -> None:
    """A real locker would open its door here."""


@action("parcels.collect", effect="natural")
def collect(number: str, locker: Locker, user: User) -> None:
    """Note that the person has the parcel."""
    locker.run("UPDATE parcel SET state = 'collected' WHERE number = ? AND user = ?", number, user.id)


@action("parcels.picture")
def picture(number: str, locker: Locker, user: User) -> File | None:
    """The wall of doors, the parcel's own in white."""
    if (parcel := get(number, locker, user)) is None:
        return None
    return File(f"door-{parcel.door}.png", png(parcel.door - 1))


@cache
def png(chosen: int) -> bytes:
    """A picture of the doors in shades of grey."""
    width, height = IN_A_ROW * SIZE, DOORS // IN_A_ROW * SIZE
    lines = [bytes(shade(x, y, chosen) for x in range(width)) for y in range(height)]
    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    parts = {b"IHDR": head, b"IDAT": zlib.compress(b"".join(b"\0" + line for line in lines)), b"IEND": b""}
    chunks = [
        struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))
        for kind, body in parts.items()
    ]
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunks)


def shade(x: int, y: int, chosen: int) -> int:
    if min(x % SIZE, y % SIZE) < FRAME:
        return GREYS[0]
    return GREYS[2] if y // SIZE * IN_A_ROW + x // SIZE == chosen else GREYS[1]


@source("locker", every=2.0)
def arrivals(since: str, users: Sequence[User], locker: Locker) -> tuple[list[Notice], str]:
    """Everybody hears once of every parcel; the token is the last one that was told."""
    rows = locker.run("SELECT number, user FROM parcel WHERE number > ? ORDER BY number", int(since or 0))
    known = {user.id for user in users}
    told = [
        Notice(to, "main.arrived", {"number": str(number)}, key=f"parcel:{number}")
        for number, to in rows
        if to in known
    ]
    return told, str(rows[-1][0]) if rows else since
