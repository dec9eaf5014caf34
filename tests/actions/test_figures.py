"""The sales figures: fast sums that always equal the slow ones."""

from __future__ import annotations

import shutil
import tempfile
from contextlib import suppress
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from actions.shop.arrivals import Arrivals, Purchase
from actions.shop.embedded import EmbeddedShop
from actions.shop.lifecycle import TABLE
from actions.shop.model import STATUSES, OrderQuery
from actions.shop.seats import Refused
from botengine.values import Money, Paging
from tests.actions.audit import audit
from tests.actions.conftest import ALL, NOBODY, P1, P2, RITA, FrozenClock

PURCHASE = Purchase("blasmusik", {"Sitzplatz": 2}, "Zoë Neu", "zoe@example.test", "+49302312577", "p1")


def test_a_sale_shows_at_once(shop, do):
    before = shop.stats(ALL, "today")
    do("1042", "pay")
    after = shop.stats(ALL, "today")
    assert after.revenue == before.revenue + Money(14750)
    assert (after.sold, after.reserved) == (before.sold + 3, before.reserved - 3)
    assert after.open + Money(14750) == before.open
    assert after.days[-1].revenue == after.revenue


def test_a_refund_lowers_the_revenue_of_its_day(shop, do):
    before = shop.stats(ALL, "today")
    do("1044", "refund_done")
    after = shop.stats(ALL, "today")
    assert after.revenue.minor - before.revenue.minor == after.refund_due.minor - before.refund_due.minor < 0


def test_periods_end_today_and_count_whole_days(shop):
    spans = {period: shop.stats(ALL, period) for period in ("today", "yesterday", "7d", "30d")}
    today = date(2026, 3, 2)
    assert {(stats.first, stats.last) for stats in (spans["today"], spans["7d"])} == {
        (today, today), (today - timedelta(6), today),
    }  # fmt: skip
    assert spans["yesterday"].last == today - timedelta(1)
    assert len(spans["30d"].days) == 30
    assert spans["today"].orders < spans["7d"].orders < spans["30d"].orders


def test_the_figures_add_up(shop):
    stats = shop.stats(ALL, "all")
    assert stats.orders == sum(tally.orders for tally in stats.statuses.values()) == 200
    assert set(stats.statuses) == set(STATUSES)
    assert stats.sold == sum(event.sold for event in stats.events)
    assert stats.revenue.minor == sum(event.revenue.minor for event in stats.events)


def test_partners_and_direct_sales_make_up_the_whole(shop):
    rows = shop.list_orders(ALL, OrderQuery(), Paging(1, 200)).rows
    for scope, partner in ((P1, "p1"), (P2, "p2")):
        assert shop.stats(scope, "all").orders == sum(row.partner == partner for row in rows)
    assert shop.stats(NOBODY, "all").orders == 0


def test_one_event_has_its_own_figures(shop):
    stats = shop.stats(ALL, "all", "krug")
    assert [event.id for event in stats.events] == ["krug"]
    assert 0 < stats.orders == shop.list_orders(ALL, OrderQuery(event="krug"), Paging()).total


def test_an_unknown_period_is_refused_with_the_known_ones(shop):
    with pytest.raises(ValueError, match="no period 'year'; there are today"):
        shop.stats(ALL, "year")


def test_the_day_begins_where_the_shop_is(embedded, clock):
    clock.at = clock.at.replace(hour=23, minute=30)  # half past midnight in Berlin
    order = Arrivals(embedded).place(PURCHASE)
    stats = embedded.stats(ALL, "today")
    assert (stats.first, stats.orders) == (date(2026, 3, 3), 1)
    assert order.created == clock.now()


STEPS = st.one_of(
    st.tuples(st.sampled_from(sorted(TABLE)), st.integers(1025, 1049)),
    st.tuples(
        st.sampled_from(["payment", "payment_failed", "place", "expire_overdue"]), st.integers(1025, 1049)
    ),
    st.tuples(st.just("wait"), st.integers(1, 9)),
)
PARAMS = {
    "set_email": {"email": "anna.meier@example.test"}, "note": {"text": "x"}, "extend": {"days": 20},
    "refund_done": {"amount": Money(500)},
}  # fmt: skip


def take(shop, clock, step, number):
    """Do one thing that may happen in a shop."""
    arrivals = Arrivals(shop)
    if step == "wait":
        clock.at += timedelta(days=number)
    elif step == "place":
        arrivals.place(PURCHASE)
    elif step == "payment":
        arrivals.payment(str(number), Money(4000))
    elif step == "payment_failed":
        arrivals.payment_failed(str(number), "card declined")
    elif step == "expire_overdue":
        arrivals.expire_overdue()
    else:
        shop.do(ALL, str(number), step, PARAMS.get(step, {}), key="", actor=RITA)


@settings(max_examples=30, deadline=None)
@given(st.lists(STEPS, min_size=1, max_size=25))
def test_whatever_happens_the_books_stay_straight(template, steps):
    with tempfile.TemporaryDirectory() as directory:
        clock = FrozenClock()
        shop = EmbeddedShop(Path(shutil.copy(template, directory)), clock)
        for step, number in steps:
            with suppress(Refused):  # sold out, sooner or later
                take(shop, clock, step, number)
        audit(shop)
        shop.file.close()
