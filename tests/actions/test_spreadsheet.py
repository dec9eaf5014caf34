"""Orders as a file: what the filter shows, as the spreadsheets of a language read it, and nothing foreign."""

from __future__ import annotations

import csv
from dataclasses import replace
from io import StringIO

import pytest

from actions import orders
from actions.filters import choose
from actions.memory import Memory
from actions.shop.embedded import EmbeddedShop
from actions.shop.model import OrderQuery
from actions.shop.scoped import ScopedShop
from actions.shop.spreadsheet import orders_csv
from botengine.values import Money, Paging, User
from tests.actions.canary import MARKS, marked_shop
from tests.actions.conftest import ALL, PAUL, RITA, FrozenClock

ZONE = "Europe/Berlin"
DELIMITERS = {"de": ";", "uk": ";", "ru": ";", "en": ","}


@pytest.fixture
def memory(tmp_path):
    return Memory(tmp_path / "memory.db")


def made(shop, user: User, memory: Memory, language: str = "de") -> tuple[str, list[list[str]]]:
    """The outcome, and the lines of the file."""
    told = orders.file(user, memory, ScopedShop(shop, user), language, FrozenClock().now())
    return told.name, lines(told.value.content, language) if told.value else []


def lines(content: bytes, language: str) -> list[list[str]]:
    return list(csv.reader(StringIO(content.decode("utf-8-sig")), delimiter=DELIMITERS[language]))


@pytest.mark.parametrize(
    ("language", "head", "cells"),
    [
        ("de", "Bestellung", ["02.03.2026 04:27", "Gebucht", "14.03.2026 19:00", "3", "147,50", "0,00"]),
        ("en", "Order", ["02/03/2026 04:27", "Booked", "14/03/2026 19:00", "3", "147.50", "0.00"]),
        ("uk", "Замовлення", ["02.03.2026 04:27", "Заброньовано", "14.03.2026 19:00", "3", "147,50", "0,00"]),
        ("ru", "Заказ", ["02.03.2026 04:27", "Забронирован", "14.03.2026 19:00", "3", "147,50", "0,00"]),
    ],
)
def test_each_language_has_its_signs_dates_and_sums(shop, memory, language, head, cells):
    name, (top, *rows) = made(shop, RITA, memory, language)
    assert (name, top[0], len(rows)) == ("ok", head, 200)
    (anna,) = [row for row in rows if row[0] == "1042"]
    assert [anna[1], anna[2], anna[4], anna[5], anna[6], anna[7]] == cells
    assert anna[10:12] == ["Anna Meier", "anna.meier@example.test"]
    assert anna[13] == "Kartenkontor Nord"
    assert "(EUR)" in top[6]


def test_the_file_begins_as_excel_wants_it(shop, memory, clock):
    file = orders.file(RITA, memory, ScopedShop(shop, RITA), "", clock.now()).value
    assert file.content.startswith("\ufeffBestellung;".encode())
    assert (file.name, file.type) == ("orders-2026-03-02-1000.csv", "text/csv")


def test_the_file_has_what_the_filter_shows(shop, memory):
    choose("open", RITA, memory, ScopedShop(shop, RITA), "k")
    _, (_, *rows) = made(shop, RITA, memory)
    shown = shop.list_orders(ALL, OrderQuery(statuses=("booked",)), Paging(1, 500)).rows
    assert [row[0] for row in rows] == [row.number for row in shown]


def test_a_partner_gets_own_orders_only_and_no_column_of_partners(shop, memory):
    _, (top, *rows) = made(shop, PAUL, memory)
    assert len(top) == 13
    assert len(rows) == ScopedShop(shop, PAUL).list_orders(OrderQuery(), Paging()).total < 200
    assert made(shop, User("x", "Fremd"), memory) == ("nothing", [])


def test_nothing_foreign_is_in_a_partners_file(tmp_path, memory):
    shop = marked_shop(tmp_path / "marked.db", FrozenClock())
    assert not MARKS.search(repr(made(shop, PAUL, memory)))
    assert MARKS.search(repr(made(shop, RITA, memory)))


def test_too_many_orders_are_cut_and_the_person_is_told(embedded, memory):
    many = EmbeddedShop.list_orders
    rows = embedded.list_orders(ALL, OrderQuery(), Paging(1, 7))

    class Huge:
        zone = ZONE
        partners = events = staticmethod(lambda _scope: ())

        def list_orders(self, scope, query, paging):
            assert paging == Paging(1, orders.MOST)
            return replace(many(embedded, scope, query, Paging(1, 7)), total=700_000)

    told = orders.file(RITA, memory, ScopedShop(Huge(), RITA), "de", FrozenClock().now())
    assert told.name == "cut"
    assert len(lines(told.value.content, "de")) == 1 + len(rows.rows)


@pytest.mark.parametrize("bad", ["=1+1", "+49", "-2", "@SUM(A1)", "\t=1", "\r=1"])
def test_no_cell_is_a_formula(shop, bad):
    (row,) = shop.list_orders(ALL, OrderQuery(text="1042"), Paging()).rows
    row = replace(row, buyer=bad, email=bad, phone=bad, event=bad, number=bad, partner="p9")
    _, cells = lines(orders_csv([row], "de", ZONE, {"p9": bad}), "de")
    assert [cell for cell in cells if cell.startswith(("=", "+", "-", "@", "\t", "\r"))] == []
    assert cells.count(f"'{bad}") == 6


def test_signs_of_the_table_in_names_stay_in_their_cells(shop):
    (row,) = shop.list_orders(ALL, OrderQuery(text="1042"), Paging()).rows
    name = 'Meier; "Anna",\nund Söhne'
    for language in DELIMITERS:
        _, cells = lines(orders_csv([replace(row, buyer=name)], language, ZONE), language)
        assert cells[10] == name


def test_money_without_coins_has_no_comma(shop):
    (row,) = shop.list_orders(ALL, OrderQuery(text="1042"), Paging()).rows
    _, cells = lines(orders_csv([replace(row, total=Money(4200, "JPY"))], "de", ZONE), "de")
    assert cells[6] == "4200"
