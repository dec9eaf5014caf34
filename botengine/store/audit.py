"""The audit log in SQLite; and a deed, which writes itself down there in the transaction of its change."""

import sqlite3
from concurrent.futures import Future
from dataclasses import dataclass
from typing import Any

import msgspec

from botengine.runtime.audit import AuditLine, Told
from botengine.store.writer import Part

RECORD = "INSERT INTO audit(bot, at, actor, action, target, before, after) VALUES(?, ?, ?, ?, ?, ?, ?)"
LINES = "SELECT id, at, actor, action, target, before, after FROM audit WHERE bot = ?"
encode = msgspec.json.Encoder(order="sorted", enc_hook=str).encode
_decode = msgspec.json.Decoder(dict[str, Any]).decode


@dataclass(frozen=True, slots=True)
class Deed:
    """Somebody changes something of a bot: with what connection, who, when."""

    database: sqlite3.Connection
    bot: str
    by: str
    now: float

    def note(self, action: str, target: str, before: Told = None, after: Told = None) -> None:
        """Write it down; what was before and is after, as plain values."""
        told = encode(dict(before or {})), encode(dict(after or {}))
        self.database.execute(RECORD, (self.bot, self.now, self.by, action, target, *told))


class Audit(Part):
    """Implements botengine.runtime.audit.AuditLog."""

    def record(
        self, bot: str, actor: str, action: str, target: str, *, before: Told = None, after: Told = None
    ) -> Future[None]:
        return self._at(lambda db, now: Deed(db, bot, actor, now).note(action, target, before, after))

    def lines(
        self,
        bot: str,
        *,
        actor: str = "",
        action: str = "",
        target: str = "",
        since: float = 0.0,
        until: float | None = None,
        below: int | None = None,
        limit: int = 100,
    ) -> list[AuditLine]:
        asked = {
            "at >= ?": since, "at < ?": until, "id < ?": below,
            "actor = ?": actor or None, "target = ?": target or None, "instr(action, ?) = 1": action or None,
        }  # fmt: skip
        given = {words: value for words, value in asked.items() if value is not None}
        statement = " AND ".join([LINES, *given]) + " ORDER BY id DESC LIMIT ?"
        rows = self._read(lambda db: db.execute(statement, (bot, *given.values(), limit)).fetchall())
        return [_line(row) for row in rows]


def _line(row: tuple[int, float, str, str, str, bytes, bytes]) -> AuditLine:
    number, at, actor, action, target, before, after = row
    return AuditLine(number, at, actor, action, target, _decode(before), _decode(after))
