"""How fast the embedded shop answers at the port: `python bench/shop.py 200 100000 1000000`."""

from __future__ import annotations

import argparse
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import timedelta
from itertools import count
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent))

from actions.shop.embedded import EmbeddedShop, open_shop
from actions.shop.model import OrderQuery
from actions.shop.port import Scope
from botengine.clock import SystemClock
from botengine.values import Paging, User

ADMIN, PARTNER = Scope(all=True), Scope(partner="p2")
RITA = User("u1", "Rita Admin")
ROUNDS = 15  # each with a look at the whole table of questions, so that caches are as mixed as in real use


def lists(shop: EmbeddedShop) -> dict[str, Callable[[], object]]:
    """Name what people look through, and how."""
    now = SystemClock().now()
    code = shop.get_order(ADMIN, "1043").tickets[0].code
    midnight = now.replace(hour=0, minute=0, second=0, microsecond=0)

    def orders(scope: Scope = ADMIN, page: int = 1, **query: object) -> Callable[[], object]:
        return lambda: shop.list_orders(scope, OrderQuery(**query), Paging(page))

    return {
        "list: newest": orders(),
        "list: page 1,000": orders(page=1000),
        "list: partner": orders(PARTNER),
        "list: booked": orders(statuses=("booked",)),
        "list: booked or expired": orders(statuses=("booked", "expired")),
        "list: partner, removed": orders(PARTNER, statuses=("removed",)),
        "list: event": orders(event="krug"),
        "list: event, removed, partner": orders(PARTNER, event="krug", statuses=("removed",)),
        "list: 7 days to the second": orders(since=now - timedelta(7)),
        "list: since midnight UTC": orders(since=midnight),
        "list: money to refund": orders(money=("refund_due",)),
        "list: paid too much": orders(money=("overpaid",)),
        "list: expires tomorrow": orders(expiring_before=now + timedelta(2), sort="expiring"),
        "dues: all, the first 200": lambda: shop.dues(ADMIN, OrderQuery(), 201, reachable=True),
        "dues: end tomorrow": lambda: shop.dues(ADMIN, OrderQuery(expiring_before=now + timedelta(2)), 201),
        "dues: event": lambda: shop.dues(ADMIN, OrderQuery(event="krug"), 201),
        "search: order number": orders(text="1042"),
        "search: ticket code": orders(text=code),
        "search: family name": orders(text="Müller"),
        "search: full name": orders(text="anna meier"),
        "search: two letters": orders(text="me"),
        "search: part of an address": orders(text="meier12"),
        "search: what is in every address": orders(text="example.test"),
        "search: telephone": orders(text="030 23125 12"),
        "search: nothing": orders(text="xylophon"),
        "search: partner, name": orders(PARTNER, text="Meier"),
        "search: booked, name": orders(text="Meier", statuses=("booked",)),
        "search: partner, removed, name": orders(PARTNER, text="Meier", statuses=("removed",)),
        "search: 7 days, name": orders(text="Meier", since=now - timedelta(7)),
    }


def figures(shop: EmbeddedShop) -> dict[str, Callable[[], object]]:
    """Name what people want to know or do."""
    key = count()

    def pay_and_back() -> None:
        for action in ("pay", "unpay"):
            shop.do(ADMIN, "1042", action, key=f"{time.time_ns()}-{next(key)}", actor=RITA)

    code = shop.get_order(ADMIN, "1036").tickets[0].code

    def in_and_out() -> None:
        for action in ("check_in", "check_out"):
            told = {"code": code}
            shop.do(ADMIN, "1036", action, told, key=f"{time.time_ns()}-{next(key)}", actor=RITA)

    return {
        "entrance: ticket code": lambda: shop.find_ticket(ADMIN, code.lower()),
        "entrance: counter": lambda: shop.attendance(ADMIN, "ohne-netz"),
        "entrance: partner, counter": lambda: shop.attendance(PARTNER, "ohne-netz"),
        "one order, whole": lambda: shop.get_order(ADMIN, "1042"),
        "customers": lambda: shop.customers(ADMIN, "", Paging()),
        "customers: partner, name": lambda: shop.customers(PARTNER, "Meier", Paging()),
        "customers: name": lambda: shop.customers(ADMIN, "Meier", Paging()),
        "events": lambda: shop.events(ADMIN),
        "statistics: today": lambda: shop.stats(ADMIN, "today"),
        "statistics: 30 days": lambda: shop.stats(ADMIN, "30d"),
        "statistics: all": lambda: shop.stats(ADMIN, "all"),
        "statistics: partner, 30 days": lambda: shop.stats(PARTNER, "30d"),
        "statistics: event, all": lambda: shop.stats(ADMIN, "all", "krug"),
        "write: pay and take back": pay_and_back,
        "write: let in and take back": in_and_out,
    }


def timed(ask: Callable[[], object]) -> tuple[float, float]:
    """Milliseconds by the clock, and of this thread's processor: the machine may have other work."""
    begin, used = time.perf_counter(), time.thread_time()
    ask()
    return (time.perf_counter() - begin) * 1e3, (time.thread_time() - used) * 1e3


def measure(orders: int, directory: Path) -> dict[str, str]:
    """Build a shop and give the median of each question in ms, by the clock and of the processor."""
    file = directory / f"{orders}.db"
    begin = time.perf_counter()
    shop = open_shop(file, orders=orders)
    built = time.perf_counter() - begin
    times = {"statistics: all, the first time": [timed(lambda: shop.stats(ADMIN, "all"))]}
    asked = lists(shop) | figures(shop)
    for _ in range(ROUNDS):
        for name, ask in asked.items():
            times.setdefault(name, []).append(timed(ask))
    shop.file.close()
    medians = {name: map(statistics.median, zip(*many, strict=True)) for name, many in times.items()}
    told = {name: "{:.1f} / {:.1f}".format(*each) for name, each in medians.items()}
    return {"(building the shop, s)": f"{built:.1f}"} | told


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("orders", nargs="*", type=int, default=[200, 100_000])
    parser.add_argument("--directory", type=Path, help="keep the shops there, and use those already there")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        where = arguments.directory or Path(scratch)
        columns = {size: measure(size, where) for size in arguments.orders}
    print("| median ms / CPU ms |" + "".join(f" {size:,} |" for size in columns))
    print("|---|" + "---:|" * len(columns))
    for name in next(iter(columns.values())):
        print(f"| {name} |" + "".join(f" {column[name]} |" for column in columns.values()))


if __name__ == "__main__":
    main()
