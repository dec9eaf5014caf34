"""Notices whose records cannot be read just now: held, and told once as soon as they can be."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from botengine.engine.assembly import assemble
from botengine.testing.idle import idle
from botengine.values import Notice, Outcome, User
from tests.runtime.fakes import BOT, live
from tests.store.words import let_in

FRONT = "format: 1\nbot: Shop\nlanguage: en\nstart: main.menu\nactions: [held_actions]\n"
MAIN = """flow: main
screens:
  menu: {load: {name: shop.name}, text: "{{ name }}", buttons: [{text: Menu, go: menu}]}
notices:
  paid: {label: Paid, takes: {number: text}, load: {buyer: shop.buyer}, text: "{{ buyer }} paid"}
  closed: {label: Closed, text: We close.}
"""
ACTIONS = '''"""A shop."""
from botengine import action

@action("shop.name")
def name() -> str: ...

@action("shop.buyer")
def buyer(number: str) -> str: ...
'''
MINUTE, HOUR = 60.0, 3600.0


class Shop:
    """Answers, unless it is down."""

    def __init__(self) -> None:
        self.down: set[str] = set()

    def perform(self, call, _user, _now) -> Outcome:
        if call.name in self.down:
            return Outcome("failed", "e1")
        return Outcome("ok", f"Buyer {call.arguments['number']}" if call.name == "shop.buyer" else "The shop")


@pytest.fixture
def shop() -> Shop:
    return Shop()


@pytest.fixture
def runtime(store, start, channel, shop, tmp_path: Path):
    for name, text in {
        "flows.yaml": FRONT, "flows/main.yaml": MAIN, "held_actions/__init__.py": ACTIONS,
    }.items():  # fmt: skip
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text)
    let_in(store, "ann", User("anna", "Anna"))
    return start(replace(live(channel, assemble(tmp_path).engine), perform=shop.perform))


def tell(runtime, *keys: str, name: str = "main.paid") -> None:
    runtime.store.notices.pin(BOT, [Notice("anna", name, {"number": key}, key=key) for key in keys]).result(5)
    assert idle(runtime)


def wait(runtime, clock, seconds: float) -> None:
    clock.advance(seconds)
    assert idle(runtime)


def test_a_notice_is_told_once_when_the_shop_is_there_again(runtime, channel, clock, shop):
    shop.down = {"shop.buyer"}
    tell(runtime, "7")
    for _ in range(5):
        wait(runtime, clock, HOUR)
    assert channel.sent["ann"] == []
    shop.down = set()
    for _ in range(5):
        wait(runtime, clock, HOUR)
    assert channel.sent["ann"] == ["Buyer 7 paid"]


def test_others_are_told_meanwhile(runtime, channel, clock, shop):
    shop.down = {"shop.buyer"}
    paid, closed = (
        Notice("anna", "main.paid", {"number": "7"}, key="7"),
        Notice("anna", "main.closed", key="8"),
    )
    runtime.store.notices.pin(BOT, [paid, closed]).result(5)
    assert idle(runtime)
    assert channel.sent["ann"] == ["We close."]
    shop.down = set()
    wait(runtime, clock, MINUTE)
    assert channel.sent["ann"] == ["We close.", "Buyer 7 paid"]


def test_a_notice_waits_too_when_the_screen_below_it_cannot_be_shown(runtime, channel, clock, shop):
    shop.down = {"shop.name"}
    tell(runtime, "8", name="main.closed")
    assert channel.sent["ann"] == []
    shop.down = set()
    wait(runtime, clock, MINUTE)
    assert channel.sent["ann"] == ["We close."]


def test_what_cannot_be_read_for_a_day_is_given_up_and_the_operator_sees_it(
    runtime, store, channel, clock, shop
):
    shop.down = {"shop.buyer"}
    tell(runtime, "7")
    for _ in range(26):
        wait(runtime, clock, HOUR)
    shop.down = set()
    wait(runtime, clock, HOUR)
    assert channel.sent["ann"] == []
    (line,) = store.insight.troubles(BOT)
    assert line.trouble.reason == "notice 7 could not be read for a day; it is given up"
