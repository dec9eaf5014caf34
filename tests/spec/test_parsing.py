"""What people type is understood, or refused."""

from contextlib import suppress
from datetime import date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from botengine.spec import parsing
from botengine.values import Money

BERLIN = ZoneInfo("Europe/Berlin")


@pytest.mark.parametrize(
    ("read", "typed", "value"),
    [
        (parsing.number, "12", 12),
        (parsing.number, "1,5", Decimal("1.5")),
        (parsing.number, "1.234,50", Decimal("1234.50")),
        (parsing.number, "-3", -3),
        (parsing.integer, "1 000", 1000),
        (parsing.boolean, "Ja", True),
        (parsing.boolean, "ні", False),
        (parsing.money, "47,50", Money(4750)),
        (parsing.money, "€ 1.234", Money(123400)),
        (parsing.money, "12.5 usd", Money(1250, "USD")),
        (parsing.money, "500 JPY", Money(500, "JPY")),
        (parsing.money, "1.234,56 €", Money(123456)),
        (parsing.phone, "+49 (0)30 123-45", "+493012345"),
        (parsing.phone, "0049 30 12345", "+493012345"),
        (parsing.location, " 52.52, -13.405 ", {"lat": 52.52, "lon": -13.405}),
        (parsing.location, "48;11.5", {"lat": 48, "lon": 11.5}),
        (parsing.day, "31.12.2026", date(2026, 12, 31)),
        (parsing.day, "1/2/26", date(2026, 2, 1)),
        (parsing.day, "2026-12-31", date(2026, 12, 31)),
        (parsing.url, " https://example.test/a?b ", "https://example.test/a?b"),
        (parsing.email, "max_meier@sub.example.test", "max_meier@sub.example.test"),
        (parsing.seconds, "30 min", 1800),
        (parsing.seconds, "1.5 days", 129600),
        (parsing.seconds, "90", 90),
    ],
)
def test_an_answer_is_understood(read, typed, value):
    assert read(typed) == value


@pytest.mark.parametrize(
    ("read", "typed"),
    [
        (parsing.text, "  "),
        (parsing.number, "one"),
        (parsing.number, "1,2,3.4,5"),
        (parsing.number, "٣"),
        (parsing.integer, "1.5"),
        (parsing.boolean, "maybe"),
        (parsing.money, "ten"),
        (parsing.money, "1.005,123 €"),
        (parsing.money, "5 QQQQ"),
        (parsing.phone, "12"),
        (parsing.location, "91, 0"),
        (parsing.location, "0, 181"),
        (parsing.location, "Berlin"),
        (parsing.day, "31.2.2026"),
        (parsing.url, "javascript:alert(1)"),
        (parsing.url, "http://user@example.test"),
        (parsing.seconds, "soon"),
        (parsing.email, "a@b"),
        (parsing.email, "a@example.test, b@example.test"),
        (parsing.email, "a@example.test\nBcc: b@example.test"),
        (parsing.email, "Max <a@example.test>"),
        (parsing.email, "a..b@example.test"),
        (parsing.email, "a" * 65 + "@example.test"),
    ],
)
def test_nonsense_is_refused(read, typed):
    with pytest.raises(ValueError):
        read(typed)


def test_a_time_without_a_zone_is_meant_in_the_bots():
    assert parsing.moment("31.12.2026 20:00", BERLIN) == datetime(2026, 12, 31, 20, tzinfo=BERLIN)
    assert parsing.moment("2026-12-31T20:00:00+00:00", BERLIN).utcoffset().total_seconds() == 0


@given(st.text(max_size=60))
def test_any_text_is_a_value_or_refused(typed):
    readers = [parsing.text, parsing.number, parsing.integer, parsing.boolean, parsing.money, parsing.email]
    readers += [parsing.phone, parsing.url, parsing.day, parsing.seconds, lambda t: parsing.moment(t, BERLIN)]
    for read in readers:
        with suppress(ValueError):
            read(typed)


@given(st.text(max_size=80))
def test_an_accepted_address_is_exactly_one(typed):
    try:
        address = parsing.email(typed)
    except ValueError:
        return
    assert address.count("@") == 1
    assert not set(address) & set(' ,;<>\r\n\t"()[]\\')
