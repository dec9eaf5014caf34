"""The store in memory, for tests and for trying out: SQLite without a file."""

from typing import TypeVar

from sqlite_utils import Database

from botengine.clock import Clock
from botengine.store.connections import Connections
from botengine.store.sqlite import SqliteStore
from botengine.store.transaction import Job

T = TypeVar("T")


class OneConnection(Connections):
    """The only one there is, so the writer reads as well."""

    @property
    def database(self) -> Database:
        """To look at while nothing is written."""
        return self._opened[0]

    def read(self, job: Job[T]) -> T:
        return self.write(job).result()


class MemoryStore(SqliteStore):
    """Nothing outlives the program."""

    def __init__(self, clock: Clock | None = None) -> None:
        super().__init__(":memory:", clock, OneConnection)
