"""Sources: asked in time, with a token that lasts; a broken one is seen, and the others go on."""

from __future__ import annotations

import threading
from collections.abc import Mapping
from dataclasses import replace

import pytest

from botengine.runtime.ports import Source
from botengine.runtime.service import Runtime
from botengine.runtime.sources import NoSuchSourceError
from botengine.store.sqlite import SqliteStore
from botengine.testing.idle import idle
from botengine.values import Notice, SourceRequest
from tests.runtime.fakes import BOT, arrival, live
from tests.runtime.test_notices import ANNA, Listening
from tests.store.words import let_in


class Counter:
    """Tells everybody the next number each time; what it was asked with is noted."""

    def __init__(self) -> None:
        self.asked: list[str] = []
        self.users: list[list[str]] = []
        self.problem: Exception | None = None
        self.enough = threading.Event()

    def __call__(self, given: Mapping[str, object]) -> object:
        since = given["since"]
        self.asked.append(since)
        self.users.append([user.id for user in given["users"]])
        if len(self.asked) >= 3:
            self.enough.set()
        if self.problem:
            raise self.problem
        number = int(since or 0) + 1
        return [Notice(user.id, "main.count", key=f"count:{number}") for user in given["users"]], str(number)


@pytest.fixture
def counter() -> Counter:
    return Counter()


@pytest.fixture
def brain() -> Listening:
    return Listening()


@pytest.fixture
def running(store, start, brain, channel, counter):
    def running(**sources: Source):
        let_in(store, "ann", ANNA)
        return start(replace(live(channel, brain), sources=sources))

    return running


def test_a_polled_source_goes_on_from_its_token(store, running, counter):
    running(count=Source(0.001, counter))
    assert counter.enough.wait(5)
    assert counter.asked[:3] == ["", "1", "2"]


def test_what_a_source_tells_reaches_people_with_its_token(store, running, counter, brain):
    runtime = running()
    runtime.sources.poll(BOT, "count", Source(9.0, counter))
    assert idle(runtime)
    assert (brain.told, store.meta(BOT, "source:count")) == ([["count:1"]], b"1")


def test_a_source_is_told_who_can_be_told(store, running, counter):
    let_in(store, "ann on another phone", ANNA)
    store.accept(arrival("stranger", 1)).result()
    running().sources.poll(BOT, "count", Source(9.0, counter))
    assert counter.users == [["anna"]]


def test_after_a_restart_a_source_goes_on_where_it_was(tmp_path, clock, counter):
    for _ in range(2):
        with_store = SqliteStore(tmp_path / "again.db", clock)
        runtime = Runtime(with_store, {BOT: live()}, clock=clock)
        runtime.sources.poll(BOT, "count", Source(9.0, counter))
        with_store.close()
    assert counter.asked == ["", "1"]


def test_a_failing_source_is_seen_once_and_asked_less_often_and_others_go_on(store, running, counter):
    def broken(_given: object) -> object:
        raise ConnectionError("the shop is down")

    runtime = running(count=Source(0.001, counter), broken=Source(0.001, broken))
    assert counter.enough.wait(5)
    reason = "source 'broken': ConnectionError: the shop is down"
    pauses = [runtime.sources.poll(BOT, "broken", Source(0.001, broken)) for _ in range(8)]
    assert pauses[-1] > 10 > pauses[0]
    assert runtime.sources.failing == {"broken": reason}
    store.set_meta(BOT, "after", None).result()  # one by one: the complaint is written by now
    assert [(line.trouble.kind, line.trouble.reason) for line in store.insight.troubles(BOT)] == [
        ("source", reason)
    ]


def test_a_source_that_works_again_is_no_trouble_any_more(running, counter):
    runtime, source = running(), Source(7.0, counter)
    counter.problem = OSError("down")
    runtime.sources.poll(BOT, "count", source)
    counter.problem = None
    assert (runtime.sources.poll(BOT, "count", source), runtime.sources.failing) == (7.0, {})


def test_a_source_that_hangs_stops_nobody(running, counter):
    hanging = threading.Event()
    running(stuck=Source(0.001, lambda _: hanging.wait(30)), count=Source(0.001, counter))
    assert counter.enough.wait(5)
    hanging.set()


def test_sources_of_changed_flows_are_asked_too(running, counter):
    runtime = running()
    runtime.bots[BOT] = replace(runtime.bots[BOT], sources={"count": Source(0.001, counter)})
    assert counter.enough.wait(5)


def test_two_processes_that_ask_the_same_source_tell_once(running, start, brain, channel, counter):
    first, second = running(), start(live(channel, brain))
    for runtime in (first, second):
        counter.asked.clear()
        runtime.sources.poll(BOT, "count", Source(9.0, lambda given: counter({**given, "since": ""})))
    assert idle(first)
    assert brain.told == [["count:1"]]


# -- requests


def shop(given: Mapping[str, object]) -> list[Notice]:
    request = given["request"]
    if request.headers.get("x-secret") != "sesame":
        raise PermissionError
    return [
        Notice(user.id, "main.posted", {"body": request.body.decode()}, key="p1") for user in given["users"]
    ]


def test_a_request_is_kept_when_it_is_acknowledged(store, running, brain):
    runtime = running(shop=Source(None, shop))
    request = SourceRequest({"x-secret": "sesame"}, b"hello")
    assert [runtime.sources.receive(BOT, "shop", request).result(5) for _ in range(2)] == [1, 0]
    assert idle(runtime)
    assert brain.told == [["p1"]]


def test_a_request_that_proves_nothing_is_refused(running):
    with pytest.raises(PermissionError):
        running(shop=Source(None, shop)).sources.receive(BOT, "shop", SourceRequest({}, b""))


@pytest.mark.parametrize("name", ["unknown", "count"])
def test_only_sources_that_take_requests_get_them(running, counter, name):
    runtime = running(count=Source(9.0, counter))
    with pytest.raises(NoSuchSourceError):
        runtime.sources.receive(BOT, name, SourceRequest({}, b""))
