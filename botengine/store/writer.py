"""One thread that writes: what has arrived while the last commit ran goes into the next one, together."""

import sqlite3
import threading
from collections.abc import Callable
from concurrent.futures import Future
from contextlib import suppress
from queue import Empty, SimpleQueue
from typing import Any, TypeVar

from botengine.errors import BotengineError, StoreFullError
from botengine.store.transaction import Job, Transaction

T = TypeVar("T")
Entry = tuple[Job[Any], "Future[Any]"]
MAX_BATCH = 256  # jobs in one commit: above, the first ones wait too long for too little gain


class ClosedError(BotengineError):
    """The store is closed; nothing can be written any more."""


class Writer:
    """Runs jobs in commits of one connection. A job that fails is undone alone; its Future tells why.

    `time` is asked once for a commit: what is written together happens at the same time.
    Futures are done after the commit, in the writer's thread: callbacks must be short.
    """

    def __init__(self, connection: sqlite3.Connection, time: Callable[[], float]) -> None:
        self._connection, self._time = connection, time
        self._queue: SimpleQueue[Entry | None] = SimpleQueue()
        self._closing = threading.Lock()
        self._closed = False
        self._thread = threading.Thread(target=self._run, name="store-writer", daemon=True)
        self._thread.start()

    def do(self, job: Job[T]) -> Future[T]:
        """Have a job done. Fails with StoreFullError if the database cannot take it now."""
        future: Future[T] = Future()
        future.set_running_or_notify_cancel()  # a caller who goes away cannot cancel what others rely on
        with self._closing:
            if self._closed:
                raise ClosedError
            self._queue.put((job, future))
        return future

    def close(self) -> None:
        """Do what was asked for, then stop."""
        with self._closing:
            if not self._closed:
                self._closed = True
                self._queue.put(None)
        self._thread.join()

    def _run(self) -> None:
        """Until None comes, the last entry of all."""
        entry = self._queue.get()
        while entry:
            batch = [entry]
            with suppress(Empty):
                while len(batch) < MAX_BATCH and (entry := self._queue.get_nowait()):
                    batch.append(entry)
            self._write(batch)
            entry = entry and self._queue.get()

    def _write(self, batch: list[Entry]) -> None:
        """All of the batch in one commit, or a StoreFullError for all."""
        database = self._connection
        try:
            self._undo()  # of a transaction that could not be undone when it failed
            database.execute("BEGIN IMMEDIATE")  # deferred ones fail when a reader becomes a writer
            tx = Transaction(database, self._time())
            answers = [self._attempt(job, tx) for job, _ in batch]
            database.execute("COMMIT")
        except sqlite3.Error as problem:
            with suppress(sqlite3.Error):
                self._undo()
            answers = [StoreFullError(f"{StoreFullError.__doc__} ({problem})")] * len(batch)
        for (_, future), answer in zip(batch, answers, strict=True):
            if isinstance(answer, Exception):
                future.set_exception(answer)
            else:
                future.set_result(answer)

    def _attempt(self, job: Job[Any], tx: Transaction) -> Any:
        """The job's answer, or its own failure as a value; raises if the whole commit is lost."""
        database = self._connection
        database.execute("SAVEPOINT job")
        try:
            answer = job(tx)
        except Exception as problem:
            if isinstance(problem, sqlite3.OperationalError) or not database.in_transaction:
                raise _lost(problem) from problem  # full, locked, disk error: SQLite may have rolled back all
            database.execute("ROLLBACK TO job")
            answer = problem
        database.execute("RELEASE job")
        return answer

    def _undo(self) -> None:
        if self._connection.in_transaction:
            self._connection.execute("ROLLBACK")


def _lost(problem: Exception) -> sqlite3.Error:
    return problem if isinstance(problem, sqlite3.Error) else sqlite3.OperationalError(str(problem))
