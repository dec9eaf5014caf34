"""Events per second through accept, turn and send with a trivial brain and messenger; prints a table.

python bench/store.py [--events 20000] [--users 1000] [--parallel 64] [--dir DIR]
"""

from __future__ import annotations

import argparse
import logging
import tempfile
import threading
import time
from concurrent.futures import Future
from pathlib import Path

from botengine.runtime.ports import LiveBot
from botengine.runtime.service import Runtime
from botengine.store.sqlite import SqliteStore
from botengine.testing.store import MemoryStore
from tests.runtime.fakes import BOT, EchoBrain, FakeChannel, Till, arrival, no_files

ROLES = {"accept": (), "accept+turn": ("worker",), "accept+turn+send": ("worker", "sender")}


class ShortBrain(EchoBrain):
    """Answers with a snapshot that does not grow."""

    def turn(self, _snapshot, event, about):
        return super().turn(None, event, about)


def accept_all(runtime: Runtime, events: int, users: int, parallel: int) -> list[float]:
    """Accept with a fixed number in the air, as that many connections would; seconds of each."""
    room, took, all_done = threading.Semaphore(parallel), [], threading.Event()

    def accepted(_future: Future[bool], began: float) -> None:
        took.append(time.perf_counter() - began)
        room.release()
        if len(took) == events:
            all_done.set()

    for number in range(events):
        event = arrival(f"user{number % users}", number, "hello")
        room.acquire()
        began = time.perf_counter()
        runtime.accept(event).add_done_callback(lambda future, began=began: accepted(future, began))
    all_done.wait()
    return sorted(took)


def run(store, roles, options) -> str:
    channel, till = FakeChannel(), Till()
    bot = LiveBot(ShortBrain(), channel, till.perform, till.effect_of, no_files)
    runtime = Runtime(store, {BOT: bot}, roles=roles)
    runtime.start()
    began = time.perf_counter()
    took = accept_all(runtime, options.events, options.users, options.parallel)
    accepted = time.perf_counter() - began
    while roles and not _finished(store, roles):
        time.sleep(0.005)
    finished = time.perf_counter() - began
    runtime.stop()
    store.close()
    middle, tail = (took[int(len(took) * part)] * 1000 for part in (0.5, 0.99))
    return (
        f"{options.events / accepted:>10,.0f} {options.events / finished:>10,.0f} {middle:>8.1f} {tail:>8.1f}"
    )


def _finished(store, roles) -> bool:
    backlog = store.backlog()
    return not backlog.arrivals and (not backlog.letters or "sender" not in roles)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    for name, default in (("events", 20_000), ("users", 1_000), ("parallel", 64)):
        parser.add_argument(f"--{name}", type=int, default=default)
    parser.add_argument("--dir", type=Path)
    parser.add_argument("--only", default="")
    options = parser.parse_args()
    logging.basicConfig(level=logging.WARNING)
    print(f"{'':30} {'accepted/s':>10} {'finished/s':>10} {'p50 ms':>8} {'p99 ms':>8}")
    with tempfile.TemporaryDirectory(dir=options.dir) as folder:
        for name, roles in ROLES.items():
            for kind in ("memory", "sqlite FULL"):
                path = Path(folder) / f"{len(roles)}.db"
                if options.only in f"{kind} {name}":
                    store = MemoryStore() if kind == "memory" else SqliteStore(path)
                    print(f"{kind + ', ' + name:30} {run(store, roles, options)}", flush=True)


if __name__ == "__main__":
    main()
