"""Rows that survive a kill: one SQLite table of JSON, written through; nothing at all without a file."""

from __future__ import annotations

import sqlite3
from pathlib import Path
from typing import TypeVar

import msgspec

RowT = TypeVar("RowT")


class Shelf:
    """Rows by kind and key. Keys of one kind sort as texts in the order in which they were made."""

    def __init__(self, file: Path | None) -> None:
        self._db: sqlite3.Connection | None = None
        if file:
            file.parent.mkdir(parents=True, exist_ok=True)
            self._db = sqlite3.connect(file, isolation_level=None, check_same_thread=False)
            self._db.execute("pragma journal_mode = wal")
            self._db.execute("pragma synchronous = normal")  # a kill loses nothing; a power cut may
            self._db.execute(
                "create table if not exists rows"
                " (kind text, key text, row blob, primary key (kind, key)) without rowid"
            )

    def put(self, kind: str, key: str, row: object) -> None:
        if self._db:
            self._db.execute(
                "insert or replace into rows values (?, ?, ?)", (kind, key, msgspec.json.encode(row))
            )

    def drop(self, kind: str, key: str) -> None:
        if self._db:
            self._db.execute("delete from rows where kind = ? and key = ?", (kind, key))

    def rows(self, kind: str, shape: type[RowT]) -> list[RowT]:
        """All rows of a kind in the order of their keys."""
        if not self._db:
            return []
        found = self._db.execute("select row from rows where kind = ? order by key", (kind,))
        return [msgspec.json.decode(row, type=shape) for (row,) in found]

    def clear(self) -> None:
        if self._db:
            self._db.execute("delete from rows")

    def close(self) -> None:
        if self._db:
            self._db.close()
