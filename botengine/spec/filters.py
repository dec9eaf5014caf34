"""The filters of texts: money, dates and labels in a language's own form, and a few for plain texts."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, tzinfo
from decimal import Decimal
from functools import cached_property, lru_cache, partial
from typing import Any

from babel import Locale, UnknownLocaleError
from babel.dates import format_date, format_time
from babel.numbers import format_currency, format_decimal, get_currency_precision

from botengine.spec.types import INTEGER, NUMBER, TEXT, Type, fits, from_annotation, kind_of
from botengine.spec.wording import words_of
from botengine.values import Money

Translate = Callable[[str, str], str]  # language, source text -> text in that language
LOCALES = {"en": "en_GB"}  # days before months, 24 hours
CACHED = 4096  # formatted values kept per language


@dataclass(frozen=True, slots=True)
class FilterKind:
    """What a filter takes and gives, for the checker. `gives` None: unknown; `same`: what it takes."""

    takes: Callable[[Type | None], bool]
    gives: Type | None = None
    same: bool = False
    arguments: tuple[int, int] = (0, 0)  # least and most, besides the value


def _of(*kinds: str) -> Callable[[Type | None], bool]:
    return lambda given: given is None or kind_of(given) in kinds


_TEXTS = ("text", "email", "phone", "url", "choice")
_MOMENTS = ("date", "datetime")
BUILT_IN: Mapping[str, FilterKind] = {
    "money": FilterKind(_of("money"), TEXT),
    "amount": FilterKind(_of("money"), NUMBER),
    "number": FilterKind(_of("number", "integer"), TEXT, arguments=(0, 1)),
    "date": FilterKind(_of(*_MOMENTS), TEXT),
    "time": FilterKind(_of("datetime"), TEXT),
    "datetime": FilterKind(_of("datetime"), TEXT),
    "label": FilterKind(_of("choice"), TEXT),
    "icon": FilterKind(_of("choice"), TEXT),
    "upper": FilterKind(_of(*_TEXTS), TEXT),
    "lower": FilterKind(_of(*_TEXTS), TEXT),
    "title": FilterKind(_of(*_TEXTS), TEXT),
    "truncate": FilterKind(_of(*_TEXTS), TEXT, arguments=(1, 1)),
    "default": FilterKind(lambda _: True, same=True, arguments=(1, 1)),
    "length": FilterKind(_of("list", *_TEXTS), INTEGER),
    "join": FilterKind(_of("list"), TEXT, arguments=(0, 1)),
    "first": FilterKind(_of("list")),
}


def kind_of_plugin(function: Callable[..., Any]) -> FilterKind:
    """What a plug-in's filter takes and gives, by its annotations."""
    hints = dict(getattr(function, "__annotations__", {}))
    gives = from_annotation(hints.pop("return", None))
    wanted = from_annotation(next(iter(hints.values()), None))
    return FilterKind(partial(fits, wanted), gives, arguments=(0, 9))


@dataclass(frozen=True)
class Voice:
    """One language: how it writes values. `translate` serves the labels of closed lists."""

    language: str
    zone: tzinfo
    translate: Translate = field(default=lambda _language, source: source)

    @cached_property
    def locale(self) -> Locale:
        try:
            return Locale.parse(LOCALES.get(self.language, self.language.replace("-", "_")))
        except (UnknownLocaleError, ValueError):
            return Locale.parse("en_GB")

    @cached_property
    def filters(self) -> dict[str, Callable[..., Any]]:
        """All built-in filters by name. An empty value (None) stays empty in each of them."""
        money, moment = lru_cache(CACHED)(self._money), lru_cache(CACHED)(self._moment)
        return {
            "money": _or_empty(money),
            "amount": lambda m: None if m is None else _amount(m),
            "number": _or_empty(self._number),
            "date": _or_empty(lambda value: moment(value, "date")),
            "time": _or_empty(lambda value: moment(value, "time")),
            "datetime": _or_empty(lambda v: f"{moment(v, 'date')}, {moment(v, 'time')}"),
            "label": _or_empty(lambda v: self.translate(self.language, str(getattr(v, "label", v)))),
            "icon": _or_empty(lambda value: getattr(value, "icon", "")),
            **PLAIN,
        }

    def show(self, value: Any) -> str:  # noqa: PLR0911 - one form per type
        """Any value in a text, also without a filter."""
        if type(value) is str:
            return value
        match value:
            case None:
                return ""
            case bool():
                return words_of(self.language)["yes" if value else "no"]
            case Money():
                return str(self.filters["money"](value))
            case datetime():
                return str(self.filters["datetime"](value))
            case date():
                return str(self.filters["date"](value))
            case float() | Decimal():
                return self._number(value)
            case tuple() | list():
                return ", ".join(map(self.show, value))
        return str(value)

    def _money(self, value: Money) -> str:
        return str(format_currency(_amount(value), value.currency, locale=self.locale))

    def _number(self, value: Any, digits: int | None = None) -> str:
        form = None if digits is None else "#,##0" + ("." + "0" * digits if digits else "")
        return str(format_decimal(value, format=form, locale=self.locale))

    def _moment(self, value: date, part: str) -> str:
        if isinstance(value, datetime) and value.tzinfo:
            value = value.astimezone(self.zone)
        if part == "date":
            return str(format_date(value, "medium", locale=self.locale))
        assert isinstance(value, datetime)
        return str(format_time(value.time(), "short", locale=self.locale))


def _amount(value: Money) -> Decimal:
    return Decimal(value.minor).scaleb(-get_currency_precision(value.currency))


def _or_empty(form: Callable[..., str]) -> Callable[..., str]:
    def shown(value: Any, *more: Any) -> str:
        return "" if value is None else form(value, *more)

    return shown


def _default(value: Any, fallback: Any) -> Any:
    return fallback if value is None or value == "" else value


def _truncate(text: str, length: int) -> str:
    return text if len(text) <= length else text[: max(1, length) - 1].rstrip() + "…"


def _first(values: Any) -> Any:
    return values[0] if values else None


PLAIN: Mapping[str, Callable[..., Any]] = {
    "upper": _or_empty(str.upper),
    "lower": _or_empty(str.lower),
    "title": _or_empty(str.title),
    "truncate": _or_empty(_truncate),
    "default": _default,
    "length": lambda values: 0 if values is None else len(values),
    "join": _or_empty(lambda values, separator=", ": separator.join(map(str, values))),
    "first": _first,
}
