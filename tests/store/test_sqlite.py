"""What only the SQLite store can get wrong: traps that were met, several programs on one file."""

from __future__ import annotations

import asyncio
import sqlite3
import threading
import time
from concurrent.futures import Future

import pytest

from botengine.runtime.records import Draft
from botengine.store.connections import connect
from botengine.store.schema import migrations
from botengine.store.sqlite import SqliteStore
from botengine.store.transaction import Transaction
from botengine.store.writer import ClosedError, Writer
from tests.store.words import ANN, BOT, LEASE, accept, arrival, bundle, finish, one


@pytest.fixture
def store(sqlite):
    return sqlite


# -- what lasts


def test_everything_is_there_after_a_new_start(path, clock):
    first = SqliteStore(path, clock)
    accept(first, 1, 2)
    finish(first, one(first), b"kept", letters=(Draft(b"hello"),))
    first.close()
    second = SqliteStore(path, clock)
    assert second.conversation(BOT, ANN) == b"kept"
    assert one(second).waiting.dedupe == "typed:2"
    assert bundle(second).letters[0].body == b"hello"
    second.close()


def test_commits_wait_for_the_disk(store):
    connection = store.database.conn
    modes = [connection.execute(f"PRAGMA {name}").fetchone()[0] for name in ("journal_mode", "synchronous")]
    assert modes == ["wal", 2]  # 2 = FULL


def test_two_programs_may_start_on_a_new_file_together(path, clock):
    stores: list[SqliteStore] = []
    threads = [threading.Thread(target=lambda: stores.append(SqliteStore(path, clock))) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(stores) == 4
    assert sum(accept(each, 1)[0] for each in stores) == 1
    for each in stores:
        each.close()


def test_a_program_waits_while_another_one_prepares_the_new_file(path, clock):
    other = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
    other.execute("CREATE TABLE taken (a)")
    other.execute("BEGIN IMMEDIATE")
    threading.Timer(0.3, other.rollback).start()
    SqliteStore(path, clock).close()


def test_a_half_done_migration_leaves_nothing(path):
    database = connect(path)
    broken = type(migrations)("broken")

    @broken()
    def fails(db):
        db.execute("CREATE TABLE half(x)")
        raise RuntimeError("stop")

    with pytest.raises(RuntimeError):
        broken.apply(database)
    assert "half" not in database.table_names()


def test_web_pages_can_look_with_sqlite_utils_but_not_write(store):
    accept(store, 1)
    assert [row["dedupe"] for row in store.database["inbox"].rows_where("user = ?", [ANN])] == ["typed:1"]
    with pytest.raises(sqlite3.OperationalError, match="readonly"):
        store.database.execute("DELETE FROM inbox")


# -- several programs on one file


def test_the_same_callback_at_two_programs_is_accepted_once(store, path, clock):
    other = SqliteStore(path, clock)
    futures = [each.accept(arrival(number)) for number in range(50) for each in (store, other)]
    assert sum(future.result() for future in futures) == 50
    other.close()


def test_no_lane_is_claimed_by_two_programs(store, path, clock):
    other = SqliteStore(path, clock)
    for number in range(40):
        accept(store, number, user=f"user{number}")
    futures = [each.claim_turns(3, LEASE) for _ in range(10) for each in (store, other)]
    users = [task.lease.user for future in futures for task in future.result()]
    assert len(users) == len(set(users)) == 40
    other.close()


def test_an_arrival_during_the_commit_wakes_the_lane_again(store, path, clock):
    """The lost wake-up: whether there is more must not be computed when the lane is given back."""
    other = SqliteStore(path, clock)
    accept(store, 0)
    for number in range(1, 60):
        task = one(store)
        more = other.accept(arrival(number))
        finish(store, task)
        assert more.result()
    assert one(store).waiting.dedupe == "typed:59"
    other.close()


def test_a_reader_that_becomes_a_writer_does_not_fail(path, clock):
    """Deferred transactions fail at once with SQLITE_BUSY_SNAPSHOT; ours begin as writers."""
    stores = [SqliteStore(path, clock) for _ in range(2)]
    for number in range(30):
        futures = [each.claim_turns(1, LEASE) for each in stores] + [
            each.accept(arrival(number, user=f"u{number}")) for each in stores
        ]
        assert [future.exception() for future in futures] == [None] * 4
    for each in stores:
        each.close()


# -- the writer


def test_what_arrives_during_a_commit_is_committed_together(path):
    connection = connect(path).conn
    connection.execute("CREATE TABLE t(x)")
    statements: list[str] = []
    connection.set_trace_callback(statements.append)
    gate = threading.Event()
    writer = Writer(connection, time.time)
    first = writer.do(lambda _: gate.wait(5))
    rest = [writer.do(lambda tx, n=n: tx.write("INSERT INTO t VALUES(?)", n)) for n in range(50)]
    gate.set()
    for future in (first, *rest):
        future.result(5)
    assert statements.count("COMMIT") <= 2
    writer.close()


def test_a_failing_job_is_undone_alone(path):
    connection = connect(path).conn
    connection.execute("CREATE TABLE t(x)")
    writer = Writer(connection, time.time)

    def broken(tx: Transaction) -> None:
        tx.write("INSERT INTO t VALUES('broken')")
        raise ValueError("broken")

    good, bad, fine = writer.do(_insert("good")), writer.do(broken), writer.do(_insert("fine"))
    assert isinstance(bad.exception(5), ValueError)
    assert (good.exception(5), fine.exception(5)) == (None, None)
    assert [row[0] for row in connection.execute("SELECT x FROM t ORDER BY x")] == ["fine", "good"]
    writer.close()


def _insert(value):
    return lambda tx: tx.write("INSERT INTO t VALUES(?)", value)


def test_a_closed_store_says_so(path, clock):
    store = SqliteStore(path, clock)
    waiting = [store.accept(arrival(number)) for number in range(20)]
    store.close()
    assert all(future.result(0) for future in waiting)
    with pytest.raises(ClosedError):
        store.accept(arrival(99))


def test_a_callback_that_fails_does_not_stop_the_writer(store):
    def broken(_future: Future[bool]) -> None:
        raise RuntimeError("in a callback")

    store.accept(arrival(1)).add_done_callback(broken)
    assert accept(store, 2) == [True]


def test_a_caller_who_goes_away_stops_nobody(store):
    async def impatient():
        task = asyncio.ensure_future(asyncio.wrap_future(store.accept(arrival(1))))
        await asyncio.sleep(0)
        task.cancel()

    asyncio.run(impatient())
    assert accept(store, 1, 2) == [False, True]


def test_a_forgotten_person_is_not_in_the_file_either(store, path, clock):
    accept(store, 1)
    finish(store, one(store), b"CANARY-1", letters=(Draft(b"CANARY-2"),))
    store.forget(BOT, ANN).result()
    store.close()
    remains = b"".join(file.read_bytes() for file in path.parent.iterdir())
    assert b"CANARY" not in remains
