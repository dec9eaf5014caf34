"""The audit log in SQLite; who changes something writes it down in the same transaction."""

import logging
from typing import Any

import msgspec

from botengine.runtime.audit import EVERYTHING, AuditLine, Selection, Told
from botengine.store.transaction import Part, Transaction, reads, writes

log = logging.getLogger(__name__)
RECORD = "INSERT INTO audit(bot, at, actor, action, target, before, after) VALUES(?, ?, ?, ?, ?, ?, ?)"
LINES = "SELECT id, at, actor, action, target, before, after FROM audit WHERE bot = ?"
encode = msgspec.json.Encoder(order="sorted", enc_hook=str).encode
_decode = msgspec.json.Decoder(dict[str, Any]).decode


def record(
    tx: Transaction,
    bot: str,
    actor: str,
    action: str,
    target: str,
    *,
    before: Told = None,
    after: Told = None,
) -> None:
    """Write a deed down; what was before and is after, as plain values."""
    log.info("deed", extra={"actor": actor, "action": action, "target": target})
    told = encode(dict(before or {})), encode(dict(after or {}))
    tx.write(RECORD, bot, tx.now, actor, action, target, *told)


def lines(tx: Transaction, bot: str, wanted: Selection = EVERYTHING) -> list[AuditLine]:
    asked = {
        "at >= ?": wanted.since, "id < ?": wanted.below, "actor = ?": wanted.actor,
        "target = ?": wanted.target, "instr(action, ?) = 1": wanted.action,
    }  # fmt: skip
    given = {words: value for words, value in asked.items() if value}
    statement = " AND ".join([LINES, *given]) + " ORDER BY id DESC LIMIT ?"
    rows = tx.rows(statement, bot, *given.values(), wanted.limit)
    return [AuditLine(*row[:5], *map(_decode, row[5:])) for row in rows]


class Audit(Part):
    """Implements botengine.runtime.audit.AuditLog."""

    record = writes(record)
    lines = reads(lines)
