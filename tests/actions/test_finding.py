"""What people type finds what they meant: other keyboards, look-alike letters, exact numbers, phones."""

from __future__ import annotations

import pytest

from actions.customers import find as find_customers
from actions.orders import find
from actions.shop.readings import readings
from actions.shop.scoped import ScopedShop
from botengine.values import Paging
from tests.actions.conftest import PAUL, RITA


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("К7Х", "K7X"),  # Cyrillic letters that look like Latin ones
        ("ьушук", "meier"),  # a German keyboard was meant
        ("фттф", "anna"),
        ("itdxer", "шевчук"),  # a Ukrainian keyboard was meant
        ("rjdfktyrj", "коваленко"),
    ],
)
def test_a_text_may_be_meant_for_another_keyboard(typed, meant):
    assert meant in list(readings(typed))


@pytest.mark.parametrize("typed", ["1042", "+49 171", "", "2026-03-01"])
def test_digits_are_meant_as_they_are(typed):
    assert list(readings(typed)) == [typed][: bool(typed)]


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("1042", "1042"), (" #1042 ", "1042"), ("№1042", "1042"), ("anna.meier@example.test", "1042"),
        ("Ьущыук", None), ("фттф.ьушук", "1042"), ("+49 69 9000 94 04", "1042"), ("(0)69 90009404", "1042"),
        ("itdxer", "1046"), ("олена шевчук", "1046"),
    ],
)  # fmt: skip
def test_an_order_is_found_by_what_was_meant(shop, typed, number):
    found = [row.number for row in find(typed, ScopedShop(shop, RITA), Paging(1, 50)).rows]
    assert found == [] if number is None else number in found


@pytest.mark.parametrize(
    "typed", ["Bestellung 1042", "Nr. 1042", "Замовлення №1042", "bitte 1042 bezahlt", "Order 1042:\nhi"]
)
def test_a_number_among_other_words_is_meant(shop, typed):
    assert [row.number for row in find(typed, ScopedShop(shop, RITA), Paging()).rows] == ["1042"]


@pytest.mark.parametrize("typed", ["Haus 12", "+49 171 1042", "Platz 4711 bitte", "1042\n1043"])
def test_other_numbers_name_no_order(shop, typed):
    assert find(typed, ScopedShop(shop, RITA), Paging()).total == 0


def test_an_exact_number_is_the_only_hit(shop):
    (other,) = [row.number for row in find("1041", ScopedShop(shop, RITA), Paging()).rows]
    assert other == "1041"
    assert find("1041", ScopedShop(shop, RITA), Paging()).total == 1


def test_a_ticket_code_opens_its_order(shop):
    order = ScopedShop(shop, RITA).get_order("1042")
    found = find(order.tickets[0].code.lower(), ScopedShop(shop, RITA), Paging())
    assert (found.total, found.rows[0].number) == (1, "1042")


def test_another_reading_finds_nothing_foreign(shop):
    assert find("itdxer", ScopedShop(shop, PAUL), Paging(1, 50)).total == sum(
        row.partner == "p1" for row in find("шевчук", ScopedShop(shop, RITA), Paging(1, 50)).rows
    )


def test_customers_are_found_on_the_wrong_keyboard_too(shop):
    meant, typed = (find_customers(text, ScopedShop(shop, RITA), Paging()) for text in ("meier", "ьушук"))
    assert meant == typed
    assert meant.total > 1
