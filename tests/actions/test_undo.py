"""Undo within a minute: only one's own last deed, once for each press, exactly as it was."""

from __future__ import annotations

from datetime import timedelta

import pytest

from actions.orders import get, undo
from actions.shop.scoped import ScopedShop
from botengine.values import User
from tests.actions.conftest import PAUL, RITA

BERTA = User("berta", "Berta", "admin")


@pytest.fixture
def door(shop):
    return ScopedShop(shop, RITA)


def offered(shop, number: str, user: User, clock) -> str | None:
    return get(number, ScopedShop(shop, user), user, clock.now()).undo


@pytest.mark.parametrize(
    ("number", "deed", "params"),
    [
        ("1042", "pay", {}), ("1043", "remove", {}), ("1042", "remove", {}), ("1044", "restore", {}),
        ("1041", "extend", {"days": 7}), ("1045", "extend", {"days": 7}), ("1045", "pay", {}),
        ("1045", "remove", {}), ("1041", "pay", {}), ("1041", "remove", {}),
    ],
)  # fmt: skip
def test_a_deed_is_taken_back_to_what_was(door, clock, number, deed, params):
    before = door.get_order(number)
    door.do(number, deed, params, key="deed")
    assert undo(number, door, RITA, clock.now(), "undo").name == "ok"
    after = door.get_order(number)
    assert (after.status, after.money, after.paid) == (before.status, before.money, before.paid)
    if before.status == "booked":
        assert after.expires == before.expires


def test_the_same_press_takes_back_once(door, clock):
    door.do("1042", "pay", key="deed")
    assert [undo("1042", door, RITA, clock.now(), "undo").name for _ in range(3)] == ["ok", "ok", "ok"]
    assert door.get_order("1042").status == "booked"


def test_it_is_offered_for_a_minute_only(shop, door, clock):
    door.do("1042", "pay", key="deed")
    assert offered(shop, "1042", RITA, clock) == "pay"
    clock.advance(seconds=60)
    assert offered(shop, "1042", RITA, clock) == "pay"
    late = clock.now() + timedelta(seconds=1)
    assert get("1042", door, RITA, late).undo is None
    assert undo("1042", door, RITA, late, "undo").name == "too_late"
    assert door.get_order("1042").status == "paid"


def test_nobody_takes_back_what_another_did(shop, door, clock):
    door.do("1042", "pay", key="deed")
    assert offered(shop, "1042", BERTA, clock) is None
    assert offered(shop, "1042", PAUL, clock) is None
    assert undo("1042", ScopedShop(shop, BERTA), BERTA, clock.now(), "undo").name == "too_late"


def test_what_came_after_ends_it_but_a_note_does_not(shop, door, clock):
    door.do("1042", "pay", key="deed")
    door.do("1042", "note", {"text": "ruft an"}, key="note")
    assert offered(shop, "1042", RITA, clock) == "pay"
    ScopedShop(shop, BERTA).do("1042", "remove", key="other")
    assert offered(shop, "1042", RITA, clock) is None


def test_what_was_taken_back_is_not_offered_again(shop, door, clock):
    door.do("1042", "pay", key="deed")
    undo("1042", door, RITA, clock.now(), "undo")
    assert offered(shop, "1042", RITA, clock) is None
