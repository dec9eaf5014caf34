"""Reports of sales as values: what chat, web page and daily notice say, from the same figures."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from actions.shop.chart import sales_chart
from actions.shop.model import DayFigures, Period, Stats
from actions.shop.scoped import ScopedShop
from actions.shop.wording import PERIODS, STATUSES, Words, words_of
from botengine import Money

Rows = tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class SalesReport:
    """A period in words and figures of one language: `figures` are (name, value), `events` a table."""

    title: str
    subtitle: str
    figures: tuple[tuple[str, str], ...]
    events_head: tuple[str, ...]
    events: Rows
    days_head: tuple[str, ...]
    days: Rows


@dataclass(frozen=True, slots=True)
class DailyReport:
    """One day beside the day before and the same weekday a week ago; `best` is what earned the most."""

    day: date
    orders: int
    tickets: int
    revenue: Money
    day_before: Money
    week_before: Money
    open: Money
    best: str = ""
    best_revenue: Money | None = None


def sales_report(stats: Stats, language: str, event: str = "") -> SalesReport:
    """Put figures into words. `event`: its title, if they are those of one."""
    words = words_of(language)
    live = " + ".join(words(STATUSES[name]) for name in ("booked", "paid"))
    return SalesReport(
        title=_title(words, stats.period, event),
        subtitle=_span(words, stats),
        figures=(
            (words("Bestellungen"), str(stats.orders)),
            *((words(STATUSES[name]), str(tally.orders)) for name, tally in stats.statuses.items()),
            (words("Verkauft"), str(stats.sold)),
            (words("Reserviert"), str(stats.reserved)),
            (words("Umsatz"), words.money(stats.revenue)),
            (words("Offen"), words.money(stats.open)),
            (words("Zu erstatten"), words.money(stats.refund_due)),
        ),
        events_head=(
            words("Veranstaltung"),
            live,
            words("Verkauft"),
            words("Reserviert"),
            words("Umsatz"),
        ),
        events=tuple(
            (each.title, str(each.orders), str(each.sold), str(each.reserved), words.money(each.revenue))
            for each in stats.events
        ),
        days_head=("", live, words("Tickets"), words("Umsatz")),
        days=tuple(
            (words.short_day(each.day), str(each.orders), str(each.tickets), words.money(each.revenue))
            for each in stats.days
        ),
    )


def chart_of(stats: Stats, language: str, event: str = "") -> bytes:
    """The days of a period as a picture (PNG); a chart of one day says little: take a week for it."""
    words = words_of(language)
    subtitle = f"{_span(words, stats)} · {words.money(stats.revenue)}"
    return sales_chart(stats.days, (_title(words, stats.period, event), subtitle), words)


def daily_report(shop: ScopedShop, day: date) -> DailyReport:
    """What the person may see of a day among the last 30; noughts for any other one."""
    month = shop.stats("30d")
    days = {each.day: each for each in month.days}
    nothing = DayFigures(day, 0, 0, Money(0, month.revenue.currency))
    here, before, week = (days.get(day - timedelta(n), nothing) for n in (0, 1, 7))
    period: Period | None = {month.last: "today", month.last - timedelta(1): "yesterday"}.get(day)  # type: ignore[assignment]
    events = shop.stats(period).events if period else ()
    best = next((each for each in events if each.revenue.minor > 0), None)
    return DailyReport(
        day, here.orders, here.tickets, here.revenue, before.revenue, week.revenue, month.open,
        best.title if best else "", best.revenue if best else None,
    )  # fmt: skip


def _title(words: Words, period: Period, event: str) -> str:
    return " · ".join(filter(None, (words("Verkauf"), words(PERIODS[period]), event)))


def _span(words: Words, stats: Stats) -> str:
    first, last = words.short_day(stats.first), words.short_day(stats.last)
    return first if first == last else f"{first} – {last}"
