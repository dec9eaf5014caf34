"""What the bot remembers of a person lasts, is nobody else's, and the same press changes it once."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from actions.filters import Filter, choose, chosen, query_of
from actions.memory import Memory
from actions.shop.model import OrderQuery
from actions.shop.scoped import ScopedShop
from tests.actions.conftest import PAUL, RITA

NOON = datetime(2026, 3, 2, 23, 30, tzinfo=UTC)  # half past midnight of the 3rd in Berlin


@pytest.fixture
def memory(tmp_path):
    return Memory(tmp_path / "memory.db")


def test_what_is_kept_is_there_after_a_restart(tmp_path, memory):
    memory.keep("rita", "filter", "open", key="1")
    assert Memory(tmp_path / "memory.db").recall("rita", "filter") == "open"
    assert memory.recall("paul", "filter") == memory.recall("rita", "other") == ""


def test_the_same_press_puts_a_chip_on_once(shop, memory):
    door = ScopedShop(shop, RITA)
    for key in ("a", "a", "a"):
        choose("open", RITA, memory, door, key)
    assert chosen(RITA, memory, door).stand == "open"
    choose("open", RITA, memory, door, "b")
    assert chosen(RITA, memory, door) == Filter()


def test_an_event_that_is_not_ones_own_is_left_out(shop, memory):
    memory.keep(PAUL.id, "orders.filter", '{"event": "no such event"}', key="1")
    assert chosen(PAUL, memory, ScopedShop(shop, PAUL)) == Filter()


@pytest.mark.parametrize("kept", ["{", "[1]", '{"colour": "blue"}', "7"])
def test_what_another_version_kept_is_forgotten(shop, memory, kept):
    memory.keep(RITA.id, "orders.filter", kept, key="1")
    assert chosen(RITA, memory, ScopedShop(shop, RITA)) == Filter()


@pytest.mark.parametrize(
    ("filter_", "first", "last"),
    [
        (Filter(span="today"), "2026-03-03T00:00:00+01:00", None),
        (Filter(span="week"), "2026-02-25T00:00:00+01:00", None),
        (Filter(stand="expiring"), None, "2026-03-05T00:00:00+01:00"),
    ],
)
def test_days_begin_where_the_shop_is(filter_, first, last):
    query = query_of(filter_, NOON, "Europe/Berlin")
    told = [moment.isoformat() if moment else None for moment in (query.since, query.expiring_before)]
    assert told == [first, last]


def test_without_a_filter_everything_is_shown():
    assert query_of(Filter(), NOON, "Europe/Berlin") == OrderQuery()
