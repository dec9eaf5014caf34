"""Full disks, locked files, statements that fail: the SQLite store refuses, loses nothing, and recovers."""

from __future__ import annotations

import sqlite3
from dataclasses import replace

import pytest

from botengine.errors import FencedError, StoreFullError
from botengine.runtime.records import Commit, Done, Draft, Settlement
from botengine.store.sqlite import SqliteStore
from tests.store.words import ANN, BEN, BOT, LEASE, accept, arrival, claim, finish


@pytest.fixture
def store(sqlite):
    return sqlite


class Faulty:
    """A connection whose statement number `at` fails, before or after it was carried out."""

    def __init__(self, connection, *, after: bool) -> None:
        self.connection, self.after, self.at = connection, after, 0

    @property
    def in_transaction(self):
        return self.connection.in_transaction

    def execute(self, *statement):
        self.at -= 1
        if self.at == 0:
            if self.after:
                self.connection.execute(*statement)
            raise sqlite3.OperationalError("disk I/O error")
        return self.connection.execute(*statement)


def persist(ask):
    """Ask again as the runtime does, until the store can write; None if somebody did it meanwhile."""
    for _ in range(3):
        try:
            return ask().result(5)
        except StoreFullError:
            continue
        except FencedError:
            return None
    raise AssertionError("the store did not recover")


def one_message(store, clock) -> int:
    """A message's whole way; how often it was sent."""
    sent = 0
    persist(lambda: store.accept(arrival(1)))
    while store.backlog().arrivals + store.backlog().letters:
        for task in persist(lambda: store.claim_turns(1, LEASE)) or ():
            turn = Commit(task.waiting.id, task.version, b"{}", (Draft(b"hello"),), spoke=True)
            persist(lambda task=task, turn=turn: store.commit(task.lease, turn))
        for found in persist(lambda: store.claim_letters(1, LEASE)) or ():
            sent += len(found.letters)
            done = Settlement(tuple(Done(letter.id, "sent") for letter in found.letters))
            persist(lambda found=found, done=done: store.settle(found.lease, done))
        clock.advance(LEASE + 1)  # what was claimed without an answer runs out
    return sent


@pytest.mark.parametrize("after", [False, True])
def test_any_statement_may_fail_and_nothing_is_lost_or_doubled(tmp_path, clock, after):
    for number in range(1, 200):
        store = SqliteStore(tmp_path / f"{number}.db", clock)
        faulty = store.access.writer._connection = Faulty(store.access.writer._connection, after=after)
        faulty.at = number
        assert one_message(store, clock) in (1, 2 if after else 1)
        rows = [store.database[name].count for name in ("inbox", "conversation", "outbox")]
        over, faulty.at = faulty.at > 0, 0
        assert (rows, accept(store, 2)) == ([1, 1, 1], [True])
        store.close()
        if over:
            return
    raise AssertionError("the way of a message has more statements than expected")


# -- a full disk


def fill(store: SqliteStore) -> list[int]:
    """Limit the file to a little more than it has, then write until nothing goes in; what was accepted."""
    limit = store.database.conn.execute("PRAGMA page_count").fetchone()[0] + 40
    store.access.write(lambda tx: tx.write(f"PRAGMA max_page_count = {limit}")).result()
    accepted: list[int] = []
    for number in range(1000):
        try:
            store.accept(replace(arrival(number), body=b"x" * 2000)).result()
        except StoreFullError:
            return accepted
        accepted.append(number)
    raise AssertionError("never full")


def test_a_full_disk_refuses_and_loses_nothing_that_was_accepted(store):
    accepted = fill(store)
    assert accepted
    assert store.backlog().arrivals == len(accepted)
    store.access.write(lambda tx: tx.write("PRAGMA max_page_count = 1000000")).result()
    assert accept(store, 5000, accepted[0]) == [True, False]
    done = 0
    while tasks := claim(store):
        finish(store, tasks[0])
        done += 1
    assert done == len(accepted) + 1
    assert store.database.execute("PRAGMA integrity_check").fetchone()[0] == "ok"


def test_a_full_disk_fails_all_of_a_batch_together(store):
    fill(store)
    futures = [store.accept(replace(arrival(n, BEN), body=b"x" * 9000)) for n in range(2000, 2020)]
    assert all(isinstance(future.exception(5), StoreFullError) for future in futures)
    assert store.backlog().arrivals == len({row["id"] for row in store.database["inbox"].rows})


def test_a_locked_database_refuses_instead_of_hanging(store, path):
    store.access.write(lambda tx: None).result()
    store.access._opened[0].conn.execute("PRAGMA busy_timeout = 50")
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(StoreFullError, match="locked"):
        store.accept(arrival(1)).result(5)
    other.execute("ROLLBACK")
    assert accept(store, 1) == [True]


def test_a_commit_that_fails_leaves_the_turn_for_another_try(store):
    accepted = fill(store)
    task = claim(store, 1)[0] if accepted else None
    big = Commit(task.waiting.id, 0, b"x" * 500_000)
    with pytest.raises(StoreFullError):
        store.commit(task.lease, big).result()
    store.access.write(lambda tx: tx.write("PRAGMA max_page_count = 1000000")).result()
    store.commit(task.lease, big).result()
    assert len(store.conversation(BOT, ANN)) == 500_000
