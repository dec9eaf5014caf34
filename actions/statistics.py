"""Sales statistics: the figures of a period, event by event, as a picture, and of a day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from actions.shop.model import EventFigures, Period, Stats
from actions.shop.report import DailyReport, chart_of, daily_report, sales_report
from actions.shop.scoped import ScopedShop
from actions.shop.wording import PERIODS, words_of
from botengine import File, Money, Page, Paging, Panel, action, panel

SHOWN: tuple[Period, ...] = ("today", "yesterday", "7d", "30d")  # on the web page


@dataclass(frozen=True, slots=True)
class Sales:
    """The figures of a period, for all events or for one; `event` is its title."""

    period: Period
    first: date
    last: date
    orders: int
    booked: int
    paid: int
    expired: int
    removed: int
    sold: int
    reserved: int
    free: int
    revenue: Money
    open: Money
    refund_due: Money
    event: str = ""


@action("statistics.read")
def read(shop: ScopedShop, period: Period | None = None, event: str | None = None) -> Sales:
    """The figures of a period (today, if none is said), of one event or of all; partners see their own."""
    stats = shop.stats(period or "today", event or "")
    events = [each for each in shop.events() if each.id == event or not event]
    count = {status: tally.orders for status, tally in stats.statuses.items()}
    return Sales(
        stats.period, stats.first, stats.last, stats.orders,
        count["booked"], count["paid"], count["expired"], count["removed"], stats.sold, stats.reserved,
        sum(each.free for each in events), stats.revenue, stats.open, stats.refund_due,
        "".join(each.title for each in events if each.id == event),
    )  # fmt: skip


@action("statistics.events")
def events(shop: ScopedShop, paging: Paging, period: Period | None = None) -> Page[EventFigures]:
    """What a period brought, event by event, the most money first."""
    found = shop.stats(period or "today").events
    return Page(found[paging.offset : paging.offset + paging.size], len(found))


@action("statistics.chart")
def chart(shop: ScopedShop, language: str, period: Period | None = None, event: str | None = None) -> File:
    """A picture of the days; for a single day, of the week that it is in."""
    stats = _charted(shop, period or "today", event or "")
    picture = chart_of(stats, language, _title(shop, event))
    return File(f"sales-{stats.first}-{stats.last}.png", picture, "image/png")


@action("statistics.day")
def day(day: date, shop: ScopedShop) -> DailyReport:
    """One day beside the day before and the same weekday a week ago."""
    return daily_report(shop, day)


def _charted(shop: ScopedShop, period: Period, event: str) -> Stats:
    return shop.stats("7d" if period in {"today", "yesterday"} else period, event)


def _title(shop: ScopedShop, event: str | None) -> str:
    return next((each.title for each in shop.events() if each.id == event), "") if event else ""


@panel("statistics", title="Statistics", permission="statistics.read")
def sales(choice: str, shop: ScopedShop, language: str) -> Panel:
    """The same figures on a web page, with the chart of the days."""
    period: Period = next((each for each in SHOWN if each == choice), "today")
    report = sales_report(shop.stats(period), language)
    return Panel(
        report.title,
        report.subtitle,
        tabs=[(each, words_of(language)(PERIODS[each])) for each in SHOWN],
        figures=report.figures,
        pictures=[File("sales.png", chart_of(_charted(shop, period, ""), language), "image/png")],
        tables=[(report.events_head, report.events), (report.days_head, report.days)],
    )
