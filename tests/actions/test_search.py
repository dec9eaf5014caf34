"""Finding orders and customers the way people write names, addresses and telephone numbers."""

from __future__ import annotations

import pytest

from actions.shop import listing
from actions.shop.arrivals import Arrivals, Purchase
from actions.shop.folding import forms, match, phone_digits
from actions.shop.model import OrderQuery
from botengine.values import Paging
from tests.actions.conftest import ALL, P1, P2


@pytest.fixture
def place(embedded):
    """Place an order by somebody; gives its number."""

    def run(buyer="Zoë Öztürk", phone="+4915112345678", partner="p1", email="zo@example.test"):
        purchase = Purchase("blasmusik", {"Stehplatz": 1}, buyer, email, phone, partner)
        return Arrivals(embedded).place(purchase).number

    return run


@pytest.fixture
def find(embedded):
    def run(text, scope=ALL, **query):
        page = embedded.list_orders(scope, OrderQuery(text=text, **query), Paging(1, 500))
        assert page.total == len(page.rows)
        return [row.number for row in page.rows]

    return run


NAMES = [  # as the buyer wrote it, as somebody searches
    (
        "Jürgen Müller",
        ("müller", "MÜLLER", "Mueller", "muller", "jürgen mü", "Müller Jürgen", "JUERGEN", "ülle"),
    ),
    ("Käthe Mueller", ("Müller", "mueller", "Kaethe", "kathe", "KÄTHE")),
    ("Ida Weiß", ("weiss", "WEISS", "weiß", "Weiẞ")),
    ("Łukasz Dvořák", ("lukasz", "Łukasz", "dvorak", "DVOŘÁK")),
    ("Søren Ångström", ("soren", "soeren", "SØREN", "angstrom")),
    ("Мар'яна Шевчук", ("мар'яна", "МАРʼЯНА", "мар’яна", "шевч", "ШЕВЧУК")),
    ("Їжакевич Ґалаґан", ("їжак", "ЇЖАКЕВИЧ", "Ґалаґан")),
    ("Алёна Королёва", ("алена", "АЛЁНА", "королева")),
    ("Anne-Marie Groß-Böhm", ("anne-marie", "groß-böhm", "gross", "boehm", "bohm", "marie böhm")),
    ("Zoe\u0308 Mu\u0308ller", ("zoë müller", "zoe mueller")),  # combining accents, as some phones send them
    ("Seán O’Brien", ("o'brien", "obrien", "sean", "O’Brien")),
]


@pytest.mark.parametrize(("buyer", "text"), [(buyer, text) for buyer, texts in NAMES for text in texts])
def test_a_name_is_found_however_it_is_written(place, find, buyer, text):
    assert place(buyer) in find(text)


PHONES = [
    ("+4915123456789", ("+49 151 2345", "0151 2345", "0151/2345 6789", "0049 151 23456789", "23456789")),
    ("0151 23456789", ("+49 151 2345", "015123456789", "+49 (0)151 23456789")),
    ("+49 (0) 30 / 231 25-999", ("03023125999", "+49 30 23125 999", "23125-999")),
    ("+380001234567", ("+380 00 123 45 67", "380001234567", "1234567")),
]


@pytest.mark.parametrize(("phone", "text"), [(phone, text) for phone, texts in PHONES for text in texts])
def test_a_telephone_number_is_found_however_it_is_written(place, find, phone, text):
    assert place(phone=phone) in find(text)


def test_an_order_is_found_by_number_address_and_ticket_code(embedded, find):
    code = embedded.get_order(ALL, "1042").tickets[1].code
    for text in ("1042", " 1042 ", "#1042", code, code.lower(), "anna.meier@example.test", "meier 1042"):
        assert find(text)[0] == "1042"


def test_the_number_itself_comes_before_what_only_contains_it(place, find):
    newer = place(phone="+49151041042")
    assert find("1042") == ["1042", newer]


def test_the_exact_hit_moves_the_rest_on_by_one(embedded, place):
    newer = [place(phone=f"+491510{n}1042{n}") for n in range(5)][::-1]
    pages = [embedded.list_orders(ALL, OrderQuery(text="1042"), Paging(n, 2)) for n in (1, 2, 3, 4)]
    assert [row.number for page in pages for row in page.rows] == ["1042", *newer]
    assert {page.total for page in pages} == {6}


def test_two_letters_find_the_beginnings_of_words(place, find):
    place("Xaver Quast")
    assert len(find("xa")) == len(find("qu")) == 1
    assert find("av") == []


@pytest.mark.parametrize(
    "text", ["x", "?", "''", '"', "-", "*", "(", "\0", "AND NOT", 'a" OR "b', "\ud800", "💶"]
)
def test_odd_texts_find_nothing_and_break_nothing(find, text):
    assert find(text) == []


def test_a_search_keeps_to_the_filters(find):
    assert "1042" in find("meier", statuses=("booked",))
    assert "1042" not in find("meier", statuses=("paid", "removed"))
    assert find("meier", event="lisova", partner="p2") == find("meier", P2, event="lisova")


def test_a_search_keeps_to_the_scope(embedded, find):
    own = find("meier", P1)
    assert own == [number for number in find("meier") if embedded.get_order(ALL, number).partner == "p1"]
    assert find("1046", P1) == []


def test_a_search_for_meier_has_more_than_one_page(embedded):
    page = embedded.list_orders(ALL, OrderQuery(text="Meier"), Paging())
    assert len(page.rows) == 6
    assert page.total > 12
    assert "1042" in [row.number for row in page.rows]


def test_at_least_eight_customers_are_called_meier_or_so(embedded):
    totals = [embedded.customers(ALL, name, Paging()).total for name in ("meier", "meyer", "müller")]
    assert sum(totals) >= 8


def test_customers_are_found_by_name_address_and_telephone(embedded):
    anna = embedded.customer(ALL, "anna.meier@example.test")
    for text in ("anna mei", "ANNA.MEIER@", anna.phone):
        assert anna in embedded.customers(ALL, text, Paging()).rows


def test_beyond_the_cap_nobody_counts(embedded, monkeypatch):
    monkeypatch.setattr(listing, "COUNT_CAP", 5)
    page = embedded.list_orders(ALL, OrderQuery(text="example"), Paging())
    assert (page.total, page.capped, len(page.rows)) == (5, True, 6)


def test_folding_gives_every_way_to_write_a_name():
    assert forms("Müller") == ("mueller", "muller")
    assert forms("Meier") == ("meier",)


def test_the_country_comes_first_in_a_telephone_number():
    assert {phone_digits(text) for text in ("0151/23", "+49 (0)151 23", "0049-151-23")} == {"4915123"}


def test_a_quote_cannot_leave_the_query():
    assert match("meier", 'p1" OR search:"x') == 'search:("meier") AND owner:"\x1fp1"" OR search:""x\x1f"'
