"""Statistics: the same figures in chat, report and picture; partners see their own only."""

from __future__ import annotations

import struct
from datetime import date, timedelta

import pytest

from actions import statistics
from actions.shop.model import PERIODS, STATUSES
from actions.shop.report import chart_of, daily_report, sales_report
from actions.shop.scoped import ScopedShop
from actions.shop.wording import LANGUAGES, words_of
from botengine.values import Money, Paging, User
from tests.actions.conftest import ALL, P1, PAUL, RITA

TODAY = date(2026, 3, 2)
NOBODY = User("u-n", "Niemand", "partner", attributes={"partner": "none"})


@pytest.fixture
def admin(embedded):
    return ScopedShop(embedded, RITA)


@pytest.fixture
def partner(embedded):
    return ScopedShop(embedded, PAUL)


@pytest.mark.parametrize("period", PERIODS)
def test_the_chat_says_what_the_shop_counts(admin, embedded, period):
    said, counted = statistics.read(admin, period), embedded.stats(ALL, period)
    assert (said.revenue, said.sold, said.open) == (counted.revenue, counted.sold, counted.open)
    assert said.orders == said.booked + said.paid + said.expired + said.removed == counted.orders


def test_a_partner_gets_own_figures_only(admin, partner, embedded):
    own, whole = statistics.read(partner, "30d"), statistics.read(admin, "30d")
    assert own.revenue == embedded.stats(P1, "30d").revenue
    assert 0 < own.orders < whole.orders
    titles = {row.title for row in statistics.events(partner, Paging(1, 50), "30d").rows}
    assert titles <= {event.title for event in embedded.events(P1)}


def test_one_event_is_counted_alone(admin):
    rows = statistics.events(admin, Paging(1, 50), "30d").rows
    first = rows[0]
    alone = statistics.read(admin, "30d", first.id)
    assert (alone.revenue, alone.sold, alone.event) == (first.revenue, first.sold, first.title)
    whole = statistics.read(admin, "30d")
    assert sum(row.revenue.minor for row in rows) == whole.revenue.minor
    assert alone.free < whole.free


def test_without_a_period_it_is_today(admin):
    assert statistics.read(admin).period == "today"
    assert statistics.events(admin, Paging()).total == len(admin.stats("today").events)


def test_events_come_page_by_page(admin):
    pages = [statistics.events(admin, Paging(n, 3), "30d") for n in (1, 2, 3)]
    titles = [row.title for page in pages for row in page.rows]
    assert len(titles) == len(set(titles)) == pages[0].total


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_report_says_all_in_every_language(admin, language):
    stats = admin.stats("7d")
    report = sales_report(stats, language, "Zirkus")
    words = words_of(language)
    assert report.title == f"{words('Verkauf')} · {words('7 Tage')} · Zirkus"
    assert len(report.figures) == 6 + len(STATUSES)
    assert (words("Umsatz"), words.money(stats.revenue)) in report.figures
    assert [len(row) for row in (*report.events, *report.days)] == [5] * len(report.events) + [4] * 7


def png_size(picture: bytes) -> tuple[int, int]:
    assert picture[:8] == b"\x89PNG\r\n\x1a\n"
    width, height = struct.unpack(">II", picture[16:24])
    return width, height


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("period", ["7d", "30d", "all"])
def test_the_chart_is_a_picture_that_viber_takes_and_a_phone_shows(admin, language, period):
    picture = chart_of(admin.stats(period), language)
    width, height = png_size(picture)
    assert len(picture) < 1_000_000
    assert 900 <= width <= 1200
    assert 0.8 < height / width < 1.2


def test_a_chart_of_nothing_is_a_chart_too(embedded):
    picture = chart_of(ScopedShop(embedded, NOBODY).stats("7d"), "de")
    assert png_size(picture)[0] > 900


def test_a_day_is_charted_with_its_week(admin):
    assert [statistics.chart(admin, "de", period).name for period in ("today", "yesterday", "7d", "30d")] == [
        *(["sales-2026-02-24-2026-03-02.png"] * 3),
        "sales-2026-02-01-2026-03-02.png",
    ]


def test_the_daily_report_compares_days(admin, embedded):
    days = {each.day: each for each in embedded.stats(ALL, "30d").days}
    yesterday = TODAY - timedelta(1)
    report = statistics.day(yesterday, admin)
    assert (report.orders, report.tickets, report.revenue) == (
        days[yesterday].orders, days[yesterday].tickets, days[yesterday].revenue,
    )  # fmt: skip
    assert report.day_before == days[yesterday - timedelta(1)].revenue
    assert report.week_before == days[yesterday - timedelta(7)].revenue
    best = embedded.stats(ALL, "yesterday").events[0]
    assert (report.best, report.best_revenue) == (best.title, best.revenue)


def test_the_daily_report_of_a_partner_is_about_own_sales(partner, embedded):
    assert daily_report(partner, TODAY).revenue == embedded.stats(P1, "today").revenue


def test_a_day_out_of_sight_has_noughts(admin):
    report = daily_report(admin, TODAY - timedelta(400))
    assert (report.orders, report.revenue, report.best) == (0, Money(0, "EUR"), "")
