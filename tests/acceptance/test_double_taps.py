"""Two administrators press the same "Ja" at the same time, twice each: paid once, both are told the truth."""

import sqlite3
from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.acceptance.demo import Demo, change

BERTA = "  berta:    {name: Berta Beispiel, role: admin, email: berta@example.test}\n"
MORE_THAN_ENOUGH = 24  # orders in the demo shop for each one that is still booked
NEWEST = 8  # messages of a phone that can belong to one order; the emulator keeps the last thousand of a chat


@pytest.fixture
def two_admins(flows, tmp_path):
    """A demo with a second administrator and so many booked orders."""
    change(flows / "flows.yaml", "  partner:  {name: Paul", f"{BERTA}  partner:  {{name: Paul")
    running = []

    def start(booked: int) -> Demo:
        running.append(Demo(tmp_path / "data", flows, orders=max(200, booked * MORE_THAN_ENOUGH)).start())
        return running[0]

    yield start
    for demo in running:
        demo.stop()


def query(demo, sql: str) -> list[tuple]:
    with sqlite3.connect(demo.data / "shop.db") as db:
        return db.execute(sql).fetchall()


def ask(demo, person: str, number: str) -> str:
    """Open the order and press "bezahlt"; the button that says yes."""
    phone = demo.handset(person)
    phone.post("type", text=number)
    phone.settle().post("tap", text="Als bezahlt markieren")
    return phone.settle().body_of("Ja")


def press_together(demo, pool, number: str) -> list[str]:
    """What the two are told about an order that both pay at the same time."""
    people = ["admin", "berta"]
    presses = [(each, ask(demo, each, number)) for each in people] * 2
    list(pool.map(lambda press: demo.handset(press[0]).post("replay", action_body=press[1]), presses))
    demo.handset("admin").settle()
    newest = [text for each in people for text in demo.handset(each).heard[-NEWEST:]]
    return [text for text in newest if f"Bestellung {number}" in text]


def pay_together(demo, orders: int) -> None:
    booked = query(demo, f"select number from orders where status = 'booked' limit {orders}")
    assert len(booked) == orders
    for each in ("admin", "berta"):
        demo.handset(each).open()
    with ThreadPoolExecutor(4) as pool:
        for (number,) in booked:
            told = press_together(demo, pool, number)
            assert sum(f"{number} ist jetzt bezahlt" in text for text in told) == 1, told
            assert sum("war schon bezahlt" in text for text in told) == 1, told
    counted = query(
        demo, "select number, count(*) from journal where action = 'pay' and actor_id <> '' group by 1"
    )
    assert sorted(counted) == sorted((number, 1) for (number,) in booked)


def test_two_administrators_pay_the_same_orders_at_the_same_time(two_admins):
    pay_together(two_admins(12), 5)


@pytest.mark.gate
def test_1_000_parallel_double_taps_pay_1_000_orders_once(two_admins):
    pay_together(two_admins(1_000), 1_000)
