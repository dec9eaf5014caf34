"""The contract of log-ins: passes are kept until they end, given once, and dropped for good."""

from concurrent.futures import ThreadPoolExecutor

from botengine.runtime.sessions import Pass

BOT = "shop"


def link(key="k", account="anna", until=float("inf"), value=b""):
    return Pass("link", key, account, value, until)


def test_what_is_kept_can_be_read(store):
    store.sessions.keep(BOT, link(value=b"\x00\xff")).result()
    assert store.sessions.get(BOT, "link", "k") == link(value=b"\x00\xff")


def test_bots_kinds_and_keys_do_not_meet(store):
    store.sessions.keep(BOT, link()).result()
    assert store.sessions.get("other", "link", "k") is None
    assert store.sessions.get(BOT, "session", "k") is None
    assert store.sessions.get(BOT, "link", "l") is None


def test_a_later_one_takes_the_place(store):
    store.sessions.keep(BOT, link(value=b"1")).result()
    store.sessions.keep(BOT, link(value=b"2")).result()
    assert [each.value for each in store.sessions.of(BOT, "link", "anna")] == [b"2"]


def test_what_has_ended_is_as_if_it_had_never_been(store, clock):
    store.sessions.keep(BOT, link(until=clock.time() + 10)).result()
    clock.advance(10)
    assert store.sessions.get(BOT, "link", "k") is None
    assert store.sessions.of(BOT, "link", "anna") == []
    assert store.sessions.take(BOT, "link", "k").result() is None
    assert store.sessions.add(BOT, link()).result()


def test_of_two_at_once_one_adds_and_one_takes(store):
    with ThreadPoolExecutor(8) as pool:
        added = list(pool.map(lambda _: store.sessions.add(BOT, link()).result(), range(8)))
        taken = list(pool.map(lambda _: store.sessions.take(BOT, "link", "k").result(), range(8)))
    assert sorted(added) == [False] * 7 + [True]
    assert taken.count(None) == 7


def test_only_what_is_still_there_is_renewed(store):
    assert not store.sessions.renew(BOT, link(value=b"1")).result()
    assert store.sessions.get(BOT, "link", "k") is None
    store.sessions.keep(BOT, link()).result()
    assert store.sessions.renew(BOT, link(value=b"2", until=5e9)).result()
    assert store.sessions.get(BOT, "link", "k") == link(value=b"2", until=5e9)


def test_all_of_an_account_but_one_are_dropped(store):
    for key in "abc":
        store.sessions.keep(BOT, link(key)).result()
    store.sessions.keep(BOT, link("d", "boris")).result()
    assert store.sessions.drop(BOT, "link", "anna", but="b").result() == 2
    assert [each.key for each in store.sessions.of(BOT, "link", "anna")] == ["b"]
    assert store.sessions.get(BOT, "link", "d")


def test_tries_are_counted_until_they_have_rested(store, clock):
    def tries(count: int, key: str = "k") -> list[float]:
        return [store.sessions.pace(BOT, key, 3, 10.0).result() for _ in range(count)]

    assert tries(5) == [0.0, 0.0, 0.0, 10.0, 10.0]
    assert tries(1, "another") == [0.0]
    clock.advance(10)
    assert tries(2) == [0.0, 10.0]
    clock.advance(30)
    assert tries(4) == [0.0, 0.0, 0.0, 10.0]
    assert store.sessions.take(BOT, "pace", "k").result()
    assert tries(1) == [0.0]


def test_of_many_tries_at_once_only_so_many_count(store):
    with ThreadPoolExecutor(8) as pool:
        waits = list(pool.map(lambda _: store.sessions.pace(BOT, "k", 3, 10.0).result(), range(16)))
    assert waits.count(0.0) == 3
