"""What is said outside of the chat: German in the sources, others in locale/*.po; how values are written."""

from __future__ import annotations

import gettext
from datetime import date, datetime
from decimal import Decimal
from functools import cache
from io import BytesIO
from pathlib import Path

from babel.dates import format_date, format_time
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.numbers import format_currency, get_currency_precision, get_currency_symbol

from botengine import Money

HOME = "de"  # the language of the sources, and for people of a language that nobody has translated
LOCALE = Path(__file__).parent / "locale"
LANGUAGES = (HOME, *sorted(file.stem for file in LOCALE.glob("*.po")))
LOCALES = {"en": "en_GB"}  # days before months, 24 hours


def N_(text: str) -> str:  # noqa: N802 - the name that tools for translators know
    """Marks a text that is translated where it is used."""
    return text


PERIODS = {
    "today": N_("Heute"), "yesterday": N_("Gestern"), "7d": N_("7 Tage"), "30d": N_("30 Tage"),
    "all": N_("Gesamt"),
}  # fmt: skip
STATUSES = {
    "booked": N_("Gebucht"), "paid": N_("Bezahlt"), "expired": N_("Abgelaufen"), "removed": N_("Entfernt"),
}  # fmt: skip


class Words:
    """One language: `words("Preis")` is the price's name in it."""

    def __init__(self, language: str) -> None:
        self.locale = LOCALES.get(language, language)
        self._known = _catalogue(language)

    def __call__(self, text: str) -> str:
        return self._known.gettext(text)

    def several(self, one: str, many: str, n: int) -> str:
        """The form that the number asks for, with the number as its `{n}`."""
        return self._known.ngettext(one, many, n).format(n=n)

    def money(self, value: Money) -> str:
        amount = Decimal(value.minor).scaleb(-get_currency_precision(value.currency))
        told = str(format_currency(amount, value.currency, locale=self.locale))
        return told.replace(value.currency, get_currency_symbol(value.currency, "en"))  # uk has no sign for €

    def short_day(self, value: date) -> str:
        return str(format_date(value, "medium", locale=self.locale))

    def day(self, value: date) -> str:
        return str(format_date(value, "full", locale=self.locale))

    def moment(self, value: datetime) -> str:
        """A day and a time, in the zone that the value comes with."""
        return f"{self.day(value)}, {format_time(value, 'short', locale=self.locale)}"


@cache
def words_of(language: str) -> Words:
    """The words of a language; German for any other one."""
    return Words(language if language in LANGUAGES else HOME)


def _catalogue(language: str) -> gettext.NullTranslations:
    if language == HOME:
        return gettext.NullTranslations()
    compiled = BytesIO()
    with (LOCALE / f"{language}.po").open("rb") as file:
        write_mo(compiled, read_po(file, locale=language))
    compiled.seek(0)
    return gettext.GNUTranslations(compiled)
