"""Buyers of the demo: the first soon after the start, then now and then, and never unless asked for."""

from __future__ import annotations

import pytest

from actions import demo
from actions.shop.visitors import PLOT, Visitors
from tests.actions.audit import audit
from tests.actions.conftest import ALL

ON = {demo.SETTING: "240"}


@pytest.fixture
def came(embedded, clock):
    """What is in the journal since the last time, after the source was asked."""
    token, since = embedded.changes(ALL)[1], ""

    def ask(environ=ON) -> list[str]:
        nonlocal token, since
        _, since = demo.buyers(since, clock.now(), embedded, environ)
        changes, token = embedded.changes(ALL, token)
        return [change.action for change in changes]

    return ask


def test_nobody_comes_unless_asked_for(came, clock):
    for environ in ({}, {demo.SETTING: ""}, {demo.SETTING: "0"}):
        assert came(environ) == []
        clock.advance(3600)


def test_the_first_buyer_comes_soon_and_the_next_ones_now_and_then(came, clock):
    assert came() == []
    clock.advance(demo.FIRST)
    assert came() == ["placed"]
    clock.advance(239)
    assert came() == []
    clock.advance(1)
    assert came() == ["payment_in"]


def test_after_a_break_the_demo_begins_like_a_new_one(came, clock):
    came()
    clock.advance(demo.FIRST)
    came()
    clock.advance(100_000)
    assert came() == []
    clock.advance(demo.FIRST)
    assert came() == ["payment_in"]


def test_a_hundred_visits_keep_the_books_right(embedded):
    token = embedded.changes(ALL)[1]
    for n in range(100):
        assert Visitors(embedded).visit(n)
    told = [change.action for change in embedded.changes(ALL, token, 500)[0]]
    brought = {"payment": "payment_in", "failure": "payment_failed", "order": "placed"}
    assert told[: len(PLOT)] == [brought.get(plot, plot) for plot in PLOT]
    audit(embedded)


def test_a_buyer_can_be_called(embedded):
    token = embedded.changes(ALL)[1]
    assert demo.buy("a key", embedded).name == "ok"
    assert [change.action for change in embedded.changes(ALL, token)[0]] == ["placed"]


@pytest.mark.parametrize(("environ", "offered"), [(ON, True), ({}, False)])
def test_the_button_is_there_only_in_the_demo(environ, offered):
    assert demo.offers(environ) is offered


def test_bookings_end_when_their_time_is_over(embedded, clock):
    demo.expiry(embedded)
    token = embedded.changes(ALL)[1]
    clock.advance(30 * 86_400)
    demo.expiry(embedded)
    assert {change.action for change in embedded.changes(ALL, token)[0]} == {"expire"}
