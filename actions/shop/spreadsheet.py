"""Orders as a table for spreadsheets (CSV), as those of a language expect it."""

from __future__ import annotations

import csv
from collections.abc import Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from io import StringIO
from zoneinfo import ZoneInfo

from babel.numbers import get_currency_precision, get_decimal_symbol

from actions.shop.model import OrderRow
from actions.shop.wording import N_, STATUSES, words_of
from botengine import Money

BOM = "\ufeff"  # without it Excel takes UTF-8 for an old Western alphabet
FORMULA = ("=", "+", "-", "@", "\t", "\r")  # spreadsheets calculate what begins like this
MOMENT = {"en": "%d/%m/%Y %H:%M"}  # spreadsheets read numbers only, no names of months
ELSEWHERE = "%d.%m.%Y %H:%M"
ORDER = (
    N_("Bestellung"), N_("Bestellt am"), N_("Status"), N_("Veranstaltung"), N_("Beginn"), N_("Tickets"),
)  # fmt: skip
SUMS = (N_("Betrag"), N_("Bezahlt"), N_("Offen"), N_("Zu erstatten"))
BUYER = (N_("Käufer"), N_("E-Mail"), N_("Telefon"))
SELLER = N_("Partner")


def orders_csv(
    rows: Sequence[OrderRow], language: str, zone: str, sellers: Mapping[str, str] | None = None
) -> bytes:
    """Write a line for each order. `zone`: of the days on which was ordered; `sellers`: their names, by id.

    Sums are plain numbers, so that they can be added up; the head has their currency.
    """
    table = _Table(language, ZoneInfo(zone))
    out = StringIO()
    writer = csv.writer(out, delimiter=table.delimiter)
    writer.writerow([*table.head(rows), *((table.words(SELLER),) if sellers else ())])
    for row in rows:
        more = (sellers.get(row.partner, row.partner),) if sellers else ()
        writer.writerow([*table.line(row), *map(plain, more)])
    return (BOM + out.getvalue()).encode()


def plain(cell: str) -> str:
    """A cell that no spreadsheet takes for a formula."""
    return f"'{cell}" if cell.startswith(FORMULA) else cell


class _Table:
    """How cells are written in one language. Where the comma is in numbers, semicolons divide cells."""

    def __init__(self, language: str, zone: ZoneInfo) -> None:
        self.words, self.zone = words_of(language), zone
        self.decimal = str(get_decimal_symbol(self.words.locale))
        self.delimiter = ";" if self.decimal == "," else ","
        self.pattern = MOMENT.get(language, ELSEWHERE)
        self.statuses = {status: self.words(name) for status, name in STATUSES.items()}

    def head(self, rows: Sequence[OrderRow]) -> list[str]:
        currency = f" ({rows[0].total.currency})" if rows else ""
        sums = [self.words(each) + currency for each in SUMS]
        return [*map(self.words, ORDER), *sums, *map(self.words, BUYER)]

    def line(self, row: OrderRow) -> tuple[str | int, ...]:
        money = map(self.amount, (row.total, row.paid, row.due, row.refund_due))
        return (
            plain(row.number), self.moment(row.created.astimezone(self.zone)), self.statuses[row.status],
            plain(row.event), self.moment(row.starts_at), row.tickets, *money,
            plain(row.buyer), plain(row.email), plain(row.phone),
        )  # fmt: skip

    def moment(self, value: datetime) -> str:
        return value.strftime(self.pattern)

    def amount(self, value: Money) -> str:
        number = Decimal(value.minor).scaleb(-get_currency_precision(value.currency))
        return f"{number:f}".replace(".", self.decimal)
