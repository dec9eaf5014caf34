"""The audit log in SQLite; and a deed, which writes itself down there in the transaction of its change."""

import logging
import sqlite3
from concurrent.futures import Future
from dataclasses import dataclass
from typing import Any

import msgspec

from botengine.runtime.audit import EVERYTHING, AuditLine, Selection, Told
from botengine.store.writer import Part

log = logging.getLogger(__name__)
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
        log.info("deed", extra={"actor": self.by, "action": action, "target": target})
        told = encode(dict(before or {})), encode(dict(after or {}))
        self.database.execute(RECORD, (self.bot, self.now, self.by, action, target, *told))


class Audit(Part):
    """Implements botengine.runtime.audit.AuditLog."""

    def record(
        self, bot: str, actor: str, action: str, target: str, *, before: Told = None, after: Told = None
    ) -> Future[None]:
        return self._at(lambda db, now: Deed(db, bot, actor, now).note(action, target, before, after))

    def lines(self, bot: str, wanted: Selection = EVERYTHING) -> list[AuditLine]:
        asked = {
            "at >= ?": wanted.since, "id < ?": wanted.below, "actor = ?": wanted.actor,
            "target = ?": wanted.target, "instr(action, ?) = 1": wanted.action,
        }  # fmt: skip
        given = {words: value for words, value in asked.items() if value}
        statement = " AND ".join([LINES, *given]) + " ORDER BY id DESC LIMIT ?"
        rows = self._read(lambda db: db.execute(statement, (bot, *given.values(), wanted.limit)).fetchall())
        return [AuditLine(*row[:5], *map(_decode, row[5:])) for row in rows]
