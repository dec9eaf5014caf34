"""Two administrators press the same "Ja" at the same time, twice each: paid once, both are told the truth."""

import sqlite3
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.acceptance.demo import Demo, change

MORE_THAN_ENOUGH = 24  # orders in the demo shop for each one that is still booked
NEWEST = 8  # messages of a phone that can belong to one order; the emulator keeps the last thousand of a chat
AT_ONCE = 8  # presses under way at the same time
Pair = tuple[str, str]


@pytest.fixture
def staffed(flows, tmp_path):
    """Starts a demo with so many pairs of administrators and so many booked orders."""
    running = []

    def start(pairs: int, booked: int) -> tuple[Demo, list[Pair]]:
        couples = [(f"anna{n}", f"berta{n}") for n in range(pairs)]
        staff = "".join(f"  {each}: {{name: {each}, role: admin}}\n" for pair in couples for each in pair)
        change(flows / "flows.yaml", "  partner:  {name: Paul", f"{staff}  partner:  {{name: Paul")
        running.append(Demo(tmp_path / "data", flows, orders=max(200, booked * MORE_THAN_ENOUGH)).start())
        return running[0], couples

    yield start
    for demo in running:
        demo.stop()


def query(demo, sql: str) -> list[tuple]:
    with sqlite3.connect(demo.data / "shop.db") as db:
        return db.execute(sql).fetchall()


class Office:
    """All the phones of a demo, each in the hands of somebody else."""

    def __init__(self, demo: Demo, pool: ThreadPoolExecutor) -> None:
        self.demo, self.pool = demo, pool

    def all_do(self, deed: Callable[[str, str], object], work: list[tuple[str, str]]) -> None:
        """Everybody does this at the same time, and is answered."""
        list(self.pool.map(lambda each: deed(*each), work))
        self.demo.handset("admin").settle()

    def post(self, verb: str, key: str) -> Callable[[str, str], object]:
        return lambda person, what: self.demo.handset(person).post(verb, **{key: what})

    def pay_together(self, orders: dict[str, Pair]) -> None:
        """Each order is opened by its pair, both ask to pay it, and all say yes at once, twice."""
        everybody = [(each, number) for number, pair in orders.items() for each in pair]
        self.all_do(self.post("type", "text"), everybody)
        self.all_do(self.post("tap", "text"), [(each, "Als bezahlt markieren") for each, _ in everybody])
        yes = {each: self.demo.handset(each).body_of("Ja") for each, _ in everybody}
        presses = [(each, yes[each]) for pair in orders.values() for each in pair * 2]
        self.all_do(self.post("replay", "action_body"), presses)
        for number, pair in orders.items():
            newest = [text for each in pair for text in self.demo.handset(each).heard[-NEWEST:]]
            told = [text for text in newest if f"Bestellung {number}" in text]
            assert sum(f"{number} ist jetzt bezahlt" in text for text in told) == 1, told
            assert sum("war schon bezahlt" in text for text in told) == 1, told

    def let_in_together(self, code: str, guest: str, pair: Pair) -> None:
        """Both look at one ticket, and both let its holder in at once, twice."""
        for verb, what in (("type", "menü"), ("tap", "🎟 Einlass"), ("type", code)):
            self.all_do(self.post(verb, "text"), [(each, what) for each in pair])
        presses = {each: self.demo.handset(each).body_of("✅ Einlassen") for each in pair}
        self.all_do(self.post("replay", "action_body"), [(each, presses[each]) for each in pair * 2])
        told = {each: [text for text in self.demo.handset(each).heard if guest in text] for each in pair}
        first, second = sorted(
            pair, key=lambda each: any("ist drin" in text for text in told[each]), reverse=True
        )
        assert sum("ist drin" in text for text in told[first] + told[second]) == 1, told
        assert any("SCHON EINGELASSEN" in text and f"durch {first}" in text for text in told[second]), told


def pay_all(demo: Demo, pairs: list[Pair], orders: int) -> None:
    booked = [
        number
        for (number,) in query(demo, f"select number from orders where status = 'booked' limit {orders}")
    ]
    assert len(booked) == orders
    with ThreadPoolExecutor(AT_ONCE) as pool:
        office = Office(demo, pool)
        for first in range(0, orders, len(pairs)):
            office.pay_together(dict(zip(booked[first : first + len(pairs)], pairs, strict=False)))
    counted = query(
        demo, "select number, count(*) from journal where action = 'pay' and actor_id <> '' group by 1"
    )
    assert sorted(counted) == sorted((number, 1) for number in booked)


def test_two_administrators_pay_the_same_orders_at_the_same_time(staffed):
    pay_all(*staffed(pairs=1, booked=12), orders=5)


def test_two_doormen_let_a_guest_in_once_and_the_other_hears_by_whom(staffed):
    demo, (pair,) = staffed(pairs=1, booked=1)
    tonight = (
        "select t.code, t.attendee from tickets t join orders o on o.id = t.order_id where o.number = '1036'"
    )
    with ThreadPoolExecutor(AT_ONCE) as pool:
        for n, (code, guest) in enumerate(query(demo, tonight)):
            Office(demo, pool).let_in_together(code, guest, pair)
            counted = "select count(*) from journal where action = 'check_in' and number = '1036'"
            assert query(demo, counted) == [(n + 1,)]


@pytest.mark.gate
def test_1_000_parallel_double_taps_pay_1_000_orders_once(staffed):
    """Fifty pairs, so that nobody is too hasty for the bot: eighty presses each."""
    pay_all(*staffed(pairs=50, booked=1_000), orders=1_000)
