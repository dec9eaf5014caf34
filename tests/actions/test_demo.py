"""The demo shop: the same for the same seed, true to its own rules, and with the orders the docs speak of."""

from __future__ import annotations

import hashlib

import pytest
from sqlite_utils import Database

from actions.shop.database import found_file
from actions.shop.demo import fill
from actions.shop.embedded import EmbeddedShop, open_shop
from actions.shop.model import MONEY_FLAGS, STATUSES, OrderQuery
from actions.shop.port import NotFound
from botengine.errors import BotengineError
from botengine.values import Money, Paging
from tests.actions.audit import audit
from tests.actions.conftest import ALL, RITA, FrozenClock

KNOWN = {
    "1042": ("booked", "open", "Anna Meier", "p1"),
    "1043": ("paid", "paid", "Jürgen Müller", "p1"),
    "1044": ("removed", "refund_due", "Käthe Müller", "p1"),
    "1045": ("expired", "open", "Otto Meyer", "p1"),
    "1046": ("booked", "open", "Олена Шевчук", "p2"),
    "1048": ("paid", "overpaid", "Clara Meier", "p3"),
    "1039": ("booked", "partly_paid", "Frank Meier", "p2"),
    "1038": ("removed", "refunded", "Greta Meier", "p1"),
    "1037": ("paid", "partly_refunded", "Lena Mueller", "p3"),
}


def digest(orders=200, seed=7, now=1_772_442_000):
    db = Database(memory=True)
    fill(db, orders, seed, now=now)
    return hashlib.sha256("\n".join(db.iterdump()).encode()).hexdigest()


def test_the_same_seed_gives_the_same_bytes():
    assert digest() == digest()
    assert len({digest(), digest(seed=8), digest(orders=201), digest(now=1_772_442_001)}) == 4


@pytest.mark.parametrize("number", KNOWN)
@pytest.mark.parametrize("size", [20, 200, 1500])
def test_the_well_known_orders_are_in_every_demo(tmp_path, number, size):
    shop = open_shop(tmp_path / "shop.db", orders=size, seed=size, clock=FrozenClock())
    order = shop.get_order(ALL, number)
    assert (order.status, order.money, order.buyer, order.partner) == KNOWN[number]


@pytest.mark.parametrize("size", [20, 200, 3000])
def test_the_books_of_the_demo_are_straight(tmp_path, size):
    audit(open_shop(tmp_path / "shop.db", orders=size, clock=FrozenClock()))


def test_every_status_and_every_case_of_money_occurs(embedded):
    rows = embedded.list_orders(ALL, OrderQuery(), Paging(1, 200)).rows
    assert {row.status for row in rows} == set(STATUSES)
    assert {row.money for row in rows} == set(MONEY_FLAGS)


def test_failed_payments_say_why(embedded):
    assert embedded.get_order(ALL, "1047").payments[-1].info == "card declined: insufficient funds"


def test_numbers_are_short_and_never_twice(tmp_path):
    shop = open_shop(tmp_path / "shop.db", orders=5000, clock=FrozenClock())
    numbers = {row.number for row in shop.list_orders(ALL, OrderQuery(), Paging(1, 5000)).rows}
    assert len(numbers) == 5000
    assert all(len(number) <= 5 and number.isalnum() and number.isascii() for number in numbers)


def test_the_telephones_of_the_demo_belong_to_nobody(embedded):
    blocks = ("+493023125", "+496990009", "+494066969", "+4917139200", "+49176040690", "+38000")
    people = embedded.customers(ALL, "", Paging(1, 500)).rows
    assert all(customer.phone.startswith(blocks) for customer in people)
    assert all(customer.email.endswith("@example.test") for customer in people)


def test_the_orders_of_the_demo_are_of_the_last_60_days(embedded, clock):
    rows = embedded.list_orders(ALL, OrderQuery(), Paging(1, 200)).rows
    assert all(0 < (clock.now() - row.created).total_seconds() <= 60 * 86_400 for row in rows)


def test_a_shop_is_founded_once(tmp_path):
    path = tmp_path / "new" / "shop.db"
    open_shop(path, clock=FrozenClock()).do(ALL, "1042", "pay", key="", actor=RITA)
    assert open_shop(path, orders=5000, seed=1, clock=FrozenClock()).get_order(ALL, "1042").status == "paid"


def test_an_empty_shop_has_no_orders(tmp_path):
    shop = open_shop(tmp_path / "shop.db", orders=0, clock=FrozenClock())
    assert shop.list_orders(ALL, OrderQuery(), Paging()).total == 0
    assert shop.stats(ALL, "all").revenue == Money(0)
    with pytest.raises(NotFound):
        shop.get_order(ALL, "1042")


def test_too_few_orders_are_refused_and_leave_nothing_behind(tmp_path):
    with pytest.raises(ValueError, match="at least 20 orders"):
        open_shop(tmp_path / "shop.db", orders=5, clock=FrozenClock())
    assert list(tmp_path.iterdir()) == []


def test_who_founds_second_takes_what_is_there(tmp_path):
    path = tmp_path / "shop.db"

    def slow(db):
        open_shop(path, seed=1, clock=FrozenClock())
        fill(db, seed=2, now=0)

    found_file(path, slow)
    assert EmbeddedShop(path, FrozenClock()).get_order(ALL, "1042").created.year == 2026


def test_a_file_of_another_format_is_refused_with_advice(tmp_path):
    path = tmp_path / "shop.db"
    Database(path).execute("PRAGMA user_version = 99")
    with pytest.raises(BotengineError, match=r"format 99.*move the file away"):
        open_shop(path, clock=FrozenClock())
