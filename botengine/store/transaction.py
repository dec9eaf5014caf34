"""What statements run in; and how a plain function of it becomes a method of the store."""

import sqlite3
from collections.abc import Callable
from concurrent.futures import Future
from typing import Any, Concatenate, NamedTuple, ParamSpec, Protocol, TypeVar

P = ParamSpec("P")
T = TypeVar("T")


class Transaction(NamedTuple):
    """A connection, and the time by the store's clock. What writes in it does all or nothing."""

    database: sqlite3.Connection
    now: float

    def write(self, statement: str, *values: object) -> int:
        """How many rows it has touched."""
        return self.database.execute(statement, values).rowcount

    def rows(self, statement: str, *values: object) -> list[Any]:
        return self.database.execute(statement, values).fetchall()

    def row(self, statement: str, *values: object) -> Any:
        """The first one; None if there is none."""
        return self.database.execute(statement, values).fetchone()

    def value(self, statement: str, *values: object) -> Any:
        """The first column of the first row; None if there is none."""
        row = self.row(statement, *values)
        return row and row[0]


Job = Callable[[Transaction], T]


class Access(Protocol):
    """How the store gets at what it keeps."""

    def write(self, job: Job[T], /) -> Future[T]:
        """Have it done in a transaction, by the writer."""

    def read(self, job: Job[T], /) -> T:
        """Do it now, on a connection of the asking thread."""


class Part:
    """A part of the store: a table that says which function does what the port promises."""

    def __init__(self, access: Access) -> None:
        self.access = access


def writes(job: Callable[Concatenate[Transaction, P], T]) -> Callable[Concatenate[Part, P], Future[T]]:
    """The method of a part that has the writer do this, in a transaction."""

    def method(part: Part, /, *args: P.args, **kwargs: P.kwargs) -> Future[T]:
        return part.access.write(lambda tx: job(tx, *args, **kwargs))

    return method


def reads(job: Callable[Concatenate[Transaction, P], T]) -> Callable[Concatenate[Part, P], T]:
    """The method of a part that looks this up."""

    def method(part: Part, /, *args: P.args, **kwargs: P.kwargs) -> T:
        return part.access.read(lambda tx: job(tx, *args, **kwargs))

    return method
