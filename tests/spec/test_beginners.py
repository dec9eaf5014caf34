"""What beginners get wrong: one mistake is one problem, in its own line, that says what to write instead."""

from __future__ import annotations

import pytest

from tests.spec.bots import change, check

ORDERS = "flows/orders.yaml"
CONDITION = 'when: order.status != "removed"}\n      - '


@pytest.mark.parametrize(
    ("old", "new", "line", "advice"),
    [
        (CONDITION, 'when: order.status = "paid"}\n      - ', 41, "'=' is no operator here; write '=='"),
        (CONDITION, 'when: order.status <> "paid"}\n      - ', 41, "write '!='"),
        (CONDITION, "when: order.email && order.buyer}\n      - ", 41, "write 'and'"),
        (CONDITION, "when: order.email oder order.buyer}\n      - ", 41, "write 'or'"),
        ("{{ order.number }}\n", "{ order.number }\n", 22, "write '{{ order.number }}'"),
        ("{{ order.number }}\n", "${order.number}\n", 22, "write '{{order.number}}'"),
        ("roles: [admin, partner]", "roles: admin", 2, "write [admin]"),
        ("roles: [admin, partner]", "roles: {admin: yes}", 2, "begin each with '- '"),
        ("flow: orders\n", "", 1, "add 'flow: ...'"),
        ("flow: orders\n", "flow: main\n", 1, "choose another name"),
        ('text: "Nummer, Name', "text: *Nummer*, Name", 8, "begins with '*' needs quotes"),
        ('text: "Nummer, Name', "text: - Nummer, Name", 8, 'put the text in quotes: "..."'),
        ('say: "Gesendet an {{ order.email }}."}', 'say: "Gesendet."', 38, "a comma, quote or } missing?"),
        ("    go: results\n", "", 11, "add a 'go' or 'call'"),
        ("  results:\n", "  search:\n", 12, "it is already in line 6"),
    ],
)
def test_one_mistake_is_one_problem_with_advice(shop, old, new, line, advice):
    change(shop, ORDERS, old, new)
    found = [each for each in check(shop).problems if each.rule != "unknown-screen"]
    assert [(each.place.file, each.place.line) for each in found] == [(ORDERS, line)], found
    assert advice in f"{found[0].message} {found[0].hint}"


def test_braces_that_name_nothing_are_braces(shop):
    change(shop, ORDERS, "Bestellung {{ order.number }}\n", "Bestellung {{ order.number }} {sic} {}\n")
    assert check(shop).problems == ()


def test_of_screens_that_hang_together_only_the_first_is_lost(shop):
    with (shop / ORDERS).open("a") as flow:
        flow.write(
            "  b: {text: B, buttons: [{text: C, go: c}]}\n  a: {text: A, buttons: [{text: B, go: b}]}\n"
        )
        flow.write("  c: {text: C, buttons: [{text: B, go: b}]}\n")
    assert [each.message for each in check(shop).problems] == ["no way leads to screen 'orders.a'"]


def test_a_ring_of_lost_screens_is_told_once(shop):
    with (shop / ORDERS).open("a") as flow:
        flow.write(
            "  a: {text: A, buttons: [{text: B, go: b}]}\n  b: {text: B, buttons: [{text: A, go: a}]}\n"
        )
    assert [each.message for each in check(shop).problems] == ["no way leads to screen 'orders.a'"]
