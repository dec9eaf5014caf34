"""A silence that is unusual for this shop is told once, by day, and only while it lasts."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from actions import demo, silence
from actions.memory import Memory
from actions.shop.arrivals import Arrivals, Purchase
from actions.shop.model import OrderQuery
from actions.shop.scoped import ScopedShop
from botengine.values import Paging
from tests.actions.conftest import ALL, PAUL, RITA

BERLIN = ZoneInfo("Europe/Berlin")
OWN = Purchase("nachtkonzert", {"Parkett": 1}, "Zoë Neu", "zoe@example.test", partner="p1")
BUSY, QUIET = 14 * 14 * 2, 28  # orders of two weeks: two an hour of the daytime; two a day


@pytest.fixture
def told(embedded, clock):
    """Who is told, and of how many hours, since the last time."""
    token = ""

    def ask(environ=None) -> list[tuple[str, int]]:
        nonlocal token
        found, token = silence.silence(token, [RITA, PAUL], clock.now(), embedded, environ or {})
        return [(each.to, each.data["hours"]) for each in found]

    return ask


def pace(embedded, orders: int) -> None:
    """Let so many orders come in each two weeks."""
    with embedded.file.write() as db:
        db.execute("UPDATE daily SET orders = 0")
        for n in range(22):
            day = date(2026, 2, 10) + timedelta(n)
            values = [day.isoformat(), orders // silence.DAYS]
            db.execute("INSERT OR REPLACE INTO daily VALUES (?, 'x', '', 'paid', ?, 0, 0, 0, 0)", values)


def at(clock, hour: int, day: int = 2) -> None:
    clock.at = datetime(2026, 3, day, hour, tzinfo=BERLIN).astimezone(UTC)


def test_an_unusual_silence_is_told_once_and_the_next_one_again(told, embedded, clock):
    pace(embedded, BUSY)
    Arrivals(embedded).place(OWN)  # at ten in the morning in Berlin
    assert told() == []
    at(clock, 13)
    assert told() == []
    at(clock, 14)
    assert told() == [("u-rita", 4), ("u-paul", 4)]  # of whom the bot tells administrators only
    at(clock, 18)
    assert told() == []
    Arrivals(embedded).place(OWN)
    assert told() == []
    at(clock, 22)
    assert told() == []  # the day is over
    at(clock, 8, 3)
    assert told() == [("u-rita", 14), ("u-paul", 14)]


def test_a_shop_with_few_orders_is_not_told_of_an_afternoon(told, embedded, clock):
    pace(embedded, QUIET)  # five orders take two days and a half
    Arrivals(embedded).place(OWN)
    told()
    for hour, day in ((21, 2), (21, 3), (15, 4)):
        at(clock, hour, day)
        assert told() == []
    at(clock, 18, 4)
    assert [who for who, _ in told()] == ["u-rita", "u-paul"]


@pytest.mark.parametrize(("setting", "hours"), [("2", 2), ("9", 9), ("", 4)])
def test_the_setting_says_how_many_hours_at_least(told, embedded, clock, setting, hours):
    pace(embedded, BUSY * 10)
    Arrivals(embedded).place(OWN)
    told()
    at(clock, 10 + hours - 1)
    assert told({silence.SETTING: setting}) == []
    at(clock, 10 + hours)
    assert len(told({silence.SETTING: setting})) == 2


def test_zero_hours_are_never_told(told, embedded, clock):
    pace(embedded, BUSY)
    told()
    at(clock, 20)
    assert told({silence.SETTING: "0"}) == []
    assert len(told()) == 2


def test_who_begins_to_listen_in_a_silence_is_not_told_of_it(told, embedded, clock):
    pace(embedded, BUSY)
    at(clock, 20)
    assert told() == []
    assert told() == []


def test_a_shop_without_past_or_without_seats_is_silent_in_peace(told, embedded, clock):
    pace(embedded, 0)
    told()
    at(clock, 20)
    assert told() == []
    pace(embedded, BUSY)
    with embedded.file.write() as db:
        db.execute("UPDATE areas SET used = size")
    assert told() == []


@pytest.mark.parametrize(
    ("begin", "end", "hours"),
    [
        ("2026-03-02T10:00", "2026-03-02T13:30", 3.5),
        ("2026-03-02T21:00", "2026-03-03T09:00", 2),
        ("2026-03-02T23:00", "2026-03-03T07:00", 0),
        ("2026-03-02T12:00", "2026-03-05T12:00", 42),
        ("2026-03-28T21:00", "2026-03-29T09:00", 2),  # the night in which clocks go forward
    ],
)
def test_only_hours_of_the_daytime_count(begin, end, hours):
    moments = (datetime.fromisoformat(each).replace(tzinfo=BERLIN) for each in (begin, end))
    assert silence.daytime(*moments, BERLIN) == hours


def test_what_is_told_late_is_not_told_when_an_order_has_come(embedded, clock):
    newest = embedded.list_orders(ALL, OrderQuery(), Paging(size=1)).rows[0].number
    shop = ScopedShop(embedded, RITA)
    assert silence.pace(newest, shop, clock.now()).orders > 0
    Arrivals(embedded).place(OWN)
    assert silence.pace(newest, shop, clock.now()) is None


def test_the_demo_tells_who_asks_of_a_silence_once_a_wish(embedded, clock, tmp_path):
    memory, since = Memory(tmp_path / "memory.db"), ""

    def told(environ) -> list[tuple[str, int]]:
        nonlocal since
        found, since = demo.lulls(since, [RITA, PAUL], memory, embedded, environ)
        return [(each.to, each.data["hours"]) for each in found]

    demo.lull(RITA, memory, clock.now(), "k1")
    assert told({}) == []
    assert told({demo.SETTING: "240"}) == [("u-rita", 6)]
    assert told({demo.SETTING: "240"}) == []
    clock.advance(timedelta(minutes=1).total_seconds())
    demo.lull(RITA, memory, clock.now(), "k2")
    assert told({demo.SETTING: "240"}) == [("u-rita", 6)]
