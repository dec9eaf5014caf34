"""The store in memory, for tests and for trying out: SQLite without a file."""

import sqlite3
from collections.abc import Callable
from typing import TypeVar

from sqlite_utils import Database

from botengine.clock import Clock
from botengine.store.sqlite import SqliteStore

T = TypeVar("T")


class MemoryStore(SqliteStore):
    """Nothing outlives the program. There is one connection only, so the writer reads as well."""

    def __init__(self, clock: Clock | None = None) -> None:
        super().__init__(":memory:", clock)

    @property
    def database(self) -> Database:
        """The only connection: to look at while nothing is written."""
        return self._connections[0]

    def _read(self, job: Callable[[sqlite3.Connection], T]) -> T:
        return self._do(job).result()
