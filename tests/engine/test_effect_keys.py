"""The idempotency key of an effect: the same for the same press, whatever else the turn reads."""

from __future__ import annotations

import pytest

ACTIONS = """
from botengine import action

KEYS = []

@action("shelf.look")
def look() -> str:
    return "a book"

@action("shelf.take", outcomes=("ok", "again"), effect="key")
def take(key: str, times: int = 1) -> str:
    KEYS.append(key)
    return "again" if len(KEYS) % times else "ok"

@action("shelf.keys")
def keys() -> list[str]:
    return KEYS
"""
FRONT = "start: main.menu"
MENU = """
screens:
  menu:
    {load}
    text: Take it?
    buttons:
      - text: Take
        do: shelf.take
        {more}
"""
ONCE = "say: Taken."
TWICE = """with: {times: 2}
        then:
          again: {do: shelf.take, with: {times: 2}, say: Taken.}
          ok: {say: Taken.}"""


def keys_of(make_phone, load: str, more: str = ONCE) -> list[str]:
    phone = make_phone(
        FRONT, {"main": MENU.replace("{load}", load).replace("{more}", more)}, ACTIONS, role=""
    )
    phone.open().tap("Take")
    assert "Taken." in phone.text
    return list(phone.bot.registry.actions["shelf.keys"].function())


@pytest.mark.parametrize(
    "load", ["load: {one: shelf.look}", "load: {one: shelf.look, two: shelf.look}"], ids=["one", "two"]
)
def test_a_key_does_not_depend_on_what_was_read_before(make_phone, load):
    assert keys_of(make_phone, load) == keys_of(make_phone, "")


def test_an_effect_that_happens_twice_in_a_turn_has_two_keys(make_phone):
    first, second = keys_of(make_phone, "", TWICE)
    assert first != second
