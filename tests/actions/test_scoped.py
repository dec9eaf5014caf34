"""The scoped door: nobody sees a byte of what is not theirs, whatever they try."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from actions.shop.arrivals import Arrivals, Purchase
from actions.shop.embedded import EmbeddedShop
from actions.shop.lifecycle import TABLE
from actions.shop.model import Attendance, OrderQuery, Result
from actions.shop.port import NotFound
from actions.shop.scoped import ScopedShop
from botengine.values import Paging, User
from tests.actions.conftest import ALL, PAUL, RITA, FrozenClock

ADMIN_ONLY = ("remove", "restore", "extend", "expire", "refund_done", "set_email", "note")
STRANGERS = [
    User("u1", "Nobody"),
    User("u2", "Partner of nobody", "partner"),
    User("u3", "Partner of nothing", "partner", attributes={"partner": ""}),
    User("u4", "Unknown role", "boss", attributes={"partner": "p1"}),
    User("u5", "Almost admin", "Admin"),
]
CANARY = "Kanarienvogel"


def test_an_admin_sees_and_does_everything(shop):
    door = ScopedShop(shop, RITA)
    assert door.list_orders(OrderQuery(), Paging()).total == 200
    assert door.do("1046", "remove", key="k").name == "done"
    assert door.actions(door.get_order("1042")) == (
        "pay", "remove", "extend", "expire", "resend", "set_email", "note",
    )  # fmt: skip


def test_a_partner_sees_own_orders_and_may_pay_and_resend(shop):
    door = ScopedShop(shop, PAUL)
    page = door.list_orders(OrderQuery(), Paging(1, 500))
    assert {row.partner for row in page.rows} == {"p1"}
    assert page.total == len(page.rows) < 200
    assert door.actions(door.get_order("1042")) == ("pay", "resend")
    assert door.actions(door.get_order("1043")) == ("unpay", "resend", "check_in")
    assert door.do("1042", "pay", key="k").name == "done"


@pytest.mark.parametrize("action", ADMIN_ONLY)
def test_what_a_partner_may_not_do_looks_like_an_unknown_order(shop, action):
    door = ScopedShop(shop, PAUL)
    before = shop.get_order(ALL, "1042")
    assert door.do("1042", action, {"email": "x@example.test"}, key="k") == Result("refused", "not_found")
    assert door.do("9999", action, key="k") == Result("refused", "not_found")
    assert shop.get_order(ALL, "1042") == before


@pytest.mark.parametrize("user", STRANGERS, ids=lambda user: user.name)
def test_a_stranger_sees_nothing(shop, user):
    door = ScopedShop(shop, user)
    assert door.list_orders(OrderQuery(text="1042"), Paging()).total == 0
    assert (
        door.customers("", Paging()).total
        == door.customer_orders("anna.meier@example.test", Paging()).total
        == 0
    )
    assert not [*door.events(), *door.partners(), *door.changes("1")[0]]
    assert door.stats("all").orders == door.stats("all").revenue.minor == 0
    assert door.do("1042", "pay", key="k") == Result("refused", "not_found")
    with pytest.raises(NotFound):
        door.get_order("1042")
    with pytest.raises(NotFound):
        door.find_ticket(shop.get_order(ALL, "1043").tickets[0].code)
    assert door.attendance("krug") == Attendance(0, 0)


class LeakyShop:
    """A shop that has forgotten what a scope is."""

    def __init__(self, shop):
        self.shop = shop
        self.actions = shop.actions

    def __getattr__(self, name):
        return lambda scope, *args, **kwargs: getattr(self.shop, name)(ALL, *args, **kwargs)


def test_the_door_checks_again_what_the_shop_gives(shop):
    door = ScopedShop(LeakyShop(shop), PAUL)
    assert {row.partner for row in door.list_orders(OrderQuery(), Paging(1, 500)).rows} == {"p1"}
    for ask in (door.get_order, door.history):
        with pytest.raises(NotFound):
            ask("1046")
    with pytest.raises(NotFound):
        door.find_ticket(shop.get_order(ALL, "1046").tickets[0].code)
    assert door.do("1046", "pay", key="k") == Result("refused", "not_found")
    assert {change.partner for change in door.changes("1", limit=500)[0]} == {"p1"}


def test_only_admins_hear_of_trouble_without_an_order(embedded):
    _, token = embedded.changes(ALL)
    Arrivals(embedded).report("the mail server does not answer")
    assert [change.action for change in ScopedShop(embedded, RITA).changes(token)[0]] == ["error"]
    assert ScopedShop(embedded, PAUL).changes(token)[0] == ()


@pytest.fixture(scope="module")
def aviary(template, tmp_path_factory):
    """A shop in which everything foreign to p1 sings."""
    path = Path(shutil.copy(template, tmp_path_factory.mktemp("aviary") / "shop.db"))
    shop = EmbeddedShop(path, FrozenClock())
    with shop.file.write() as db:
        event = {"title": CANARY, "starts_at": 1_800_000_000, "zone": "Europe/Berlin", "venue": CANARY}
        db.table("events").insert(event | {"id": "aviary", "city": CANARY})
        db.table("areas").insert({"event": "aviary", "name": CANARY, "price": 100, "size": 50})
        db.execute("UPDATE partners SET name = ? WHERE id <> 'p1'", [CANARY])
    arrivals, singer = Arrivals(shop), User(CANARY, CANARY, "admin")
    for partner in ("p2", "p3", ""):
        for email in ("anna.meier@example.test", f"{CANARY}@example.test"):
            order = arrivals.place(Purchase("aviary", {CANARY: 2}, CANARY, email, "+4930231259", partner))
            shop.do(ALL, order.number, "note", {"text": CANARY}, key=f"{CANARY}{order.number}", actor=singer)
            arrivals.payment_failed(order.number, CANARY)
    shop.file.close()
    return path


NUMBERS = st.sampled_from(["1042", "1043", "1046", "1049", "1050", "1051", "1054", "#1050", "9999"])
TEXTS = st.sampled_from(
    ["", CANARY, "kanari", "anna", "+49 30 231259", "1050", "me", 'x" OR owner:"p2', "p2", "\x1fp2\x1f", "*"]
)
PAGES = st.builds(Paging, st.integers(-1, 4), st.integers(1, 50))
QUERIES = st.builds(
    OrderQuery, text=TEXTS, event=st.sampled_from(["", "aviary"]),
    partner=st.sampled_from(["", "p1", "p2", "*"]), email=st.sampled_from(["", f"{CANARY}@example.test"]),
    sort=st.sampled_from(["newest", "expiring"]),
)  # fmt: skip
PARAMS = st.sampled_from(
    [{}, {"email": "x@example.test"}, {"text": "x"}, {"to": "x@example.test"}, {"days": 30}]
)
CALLS = st.one_of(
    st.tuples(st.just("get_order"), NUMBERS),
    st.tuples(st.just("history"), NUMBERS),
    st.tuples(st.just("list_orders"), QUERIES, PAGES),
    st.tuples(st.just("customers"), TEXTS, PAGES),
    st.tuples(st.just("customer"), TEXTS),
    st.tuples(st.just("customer"), st.sampled_from(["anna.meier@example.test", f"{CANARY}@example.test"])),
    st.tuples(st.just("customer_orders"), st.sampled_from(["anna.meier@example.test", "%"]), PAGES),
    st.tuples(st.just("events")),
    st.tuples(st.just("partners")),
    st.tuples(st.just("stats"), st.sampled_from(["today", "30d", "all"]), st.sampled_from(["", "aviary"])),
    st.tuples(st.just("changes"), st.sampled_from(["", "0", "5", "400"])),
    st.tuples(st.just("do"), NUMBERS, st.sampled_from([*TABLE, "paint"]), PARAMS),
)


def call(door, name, *args):
    """Give what a caller gets to see; a key may even be the one of somebody else."""
    try:
        if name == "do":
            return door.do(*args, key=f"{CANARY}{args[0]}")
        return getattr(door, name)(*args)
    except NotFound:
        return None


@settings(max_examples=60, deadline=None)
@given(st.lists(CALLS, min_size=1, max_size=12))
def test_no_partner_ever_gets_a_byte_of_a_foreign_order(aviary, calls):
    with tempfile.TemporaryDirectory() as directory:
        shop = EmbeddedShop(Path(shutil.copy(aviary, directory)), FrozenClock())
        foreign = [shop.get_order(ALL, str(number)) for number in range(1050, 1056)]
        secrets = [CANARY, *(ticket.code for order in foreign for ticket in order.tickets)]
        for wanted in calls:
            seen = repr(call(ScopedShop(shop, PAUL), *wanted))
            assert not [secret for secret in secrets if secret.casefold() in seen.casefold()], wanted
        assert foreign == [shop.get_order(ALL, str(number)) for number in range(1050, 1056)]
        shop.file.close()


def test_the_canaries_sing_for_the_admin(aviary):
    door = ScopedShop(EmbeddedShop(aviary, FrozenClock()), RITA)
    assert door.list_orders(OrderQuery(text="kanari"), Paging()).total == 6
    sung = [door.get_order("1050"), door.history("1050"), door.events(), door.partners(), door.stats("all")]
    assert all(CANARY in repr(song) for song in [*sung, door.customers("kanari", Paging())])
