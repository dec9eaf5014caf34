"""E-mail addresses: exactly one is taken, and a mistyped domain is noticed."""

from __future__ import annotations

import pytest

from actions.shop.addresses import one_address, probably


@pytest.mark.parametrize(
    "text",
    ["", "anna", "anna@", "a@b.example, c@d.example", "a@b.example\nBcc: c@d.example", "Anna <a@b.example>"],
)
def test_what_is_not_exactly_one_address_is_refused(text):
    with pytest.raises(ValueError, match=r"\S"):
        one_address(text)


def test_an_address_is_put_into_its_normal_form():
    assert one_address("  Anna@GMAIL.com ") == "Anna@gmail.com"


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("a@gmial.com", "a@gmail.com"), ("a@gmail.con", "a@gmail.com"), ("a@gmal.com", "a@gmail.com"),
        ("a@wbe.de", "a@web.de"), ("a@hotmial.com", "a@hotmail.com"), ("a@ukr.nte", "a@ukr.net"),
        ("a@T-Onlin.de", "a@t-online.de"),
    ],
)  # fmt: skip
def test_a_mistyped_domain_is_noticed(typed, meant):
    assert probably(typed) == meant


@pytest.mark.parametrize(
    "right", ["a@gmail.com", "a@gmx.at", "a@GMX.de", "a@mail.com", "a@meine-firma.example", "a@i.ua"]
)
def test_a_right_domain_is_left_alone(right):
    assert probably(right) == ""
