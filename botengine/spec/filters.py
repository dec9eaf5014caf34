"""The filters of texts: money, dates and labels in a language's own form, and a few for plain texts."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, tzinfo
from decimal import Decimal
from functools import cached_property, lru_cache, partial
from typing import Any, get_type_hints

from babel import Locale, UnknownLocaleError
from babel.dates import format_date, format_time
from babel.numbers import format_currency, format_decimal, get_currency_precision, get_currency_symbol

from botengine.spec.types import INTEGER, NUMBER, TEXT, Type, fits, from_annotation, kind_of
from botengine.spec.wording import words_of
from botengine.values import Money

Translate = Callable[[str, str], str]  # language, source text -> text in that language
LOCALES = {"en": "en_GB"}  # days before months, 24 hours
PLURALS = ("zero", "one", "two", "few", "many", "other")  # in the order of gettext's plural forms
GONE = "\0"  # what is left of an empty `optional` value: its line is not shown
CACHED = 4096  # formatted values kept per language


@dataclass(frozen=True, slots=True)
class FilterKind:
    """What a filter takes and gives, for the checker. `gives` None: unknown; `same`: what it takes."""

    takes: Callable[[Type | None], bool]
    gives: Type | None = None
    same: bool = False
    arguments: tuple[int, int] = (0, 0)  # least and most, besides the value
    plain: Callable[..., Any] | None = None  # what it does, if that is the same in all languages


def _of(*kinds: str) -> Callable[[Type | None], bool]:
    return lambda given: given is None or kind_of(given) in kinds


def _or_empty(form: Callable[..., str]) -> Callable[..., str]:
    def shown(value: Any, *more: Any) -> str:
        return "" if value is None else form(value, *more)

    return shown


def _join(values: Any, separator: str = ", ") -> str:
    return separator.join(map(str, values))


def _truncate(text: str, length: int) -> str:
    return text if len(text) <= length else text[: max(1, length) - 1].rstrip() + "…"


_TEXTS = ("text", "email", "phone", "url", "choice")
BUILT_IN: Mapping[str, FilterKind] = {
    "money": FilterKind(_of("money"), TEXT),
    "amount": FilterKind(_of("money"), NUMBER),
    "number": FilterKind(_of("number", "integer"), TEXT, arguments=(0, 1)),
    "date": FilterKind(_of("date", "datetime"), TEXT),
    "time": FilterKind(_of("datetime"), TEXT),
    "datetime": FilterKind(_of("datetime"), TEXT),
    "label": FilterKind(_of("choice"), TEXT),
    "icon": FilterKind(_of("choice"), TEXT),
    "upper": FilterKind(_of(*_TEXTS), TEXT, plain=_or_empty(str.upper)),
    "lower": FilterKind(_of(*_TEXTS), TEXT, plain=_or_empty(str.lower)),
    "title": FilterKind(_of(*_TEXTS), TEXT, plain=_or_empty(str.title)),
    "truncate": FilterKind(_of(*_TEXTS), TEXT, arguments=(1, 1), plain=_or_empty(_truncate)),
    "default": FilterKind(lambda _: True, same=True, arguments=(1, 1)),
    "optional": FilterKind(lambda _: True, same=True, plain=lambda v: GONE if v in (None, "") else v),
    "length": FilterKind(_of("list", *_TEXTS), INTEGER, plain=lambda v: 0 if v is None else len(v)),
    "join": FilterKind(_of("list"), TEXT, arguments=(0, 1), plain=_or_empty(_join)),
    "plural": FilterKind(_of("number", "integer"), TEXT, arguments=(2, len(PLURALS))),
    "first": FilterKind(_of("list"), plain=lambda values: values[0] if values else None),
}


def kind_of_plugin(function: Callable[..., Any]) -> FilterKind:
    """What a plug-in's filter takes and gives, by its annotations."""
    try:
        hints = dict(get_type_hints(function))
    except (NameError, TypeError):  # names for type checkers only, or something callable without annotations
        hints = {}
    gives = from_annotation(hints.pop("return", None))
    wanted = from_annotation(next(iter(hints.values()), None))
    return FilterKind(partial(fits, wanted), gives, arguments=(0, 9))


@dataclass(frozen=True)
class Voice:
    """One language: how it writes values. `translate` serves labels of closed lists and texts in filters;
    what it leaves as it is belongs to the language `home`.
    """

    language: str
    zone: tzinfo
    translate: Translate = field(default=lambda _language, source: source)
    home: str = ""

    @cached_property
    def locale(self) -> Locale:
        return locale_of(self.language)

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
            "default": self._default,
            "plural": _or_empty(self._plural),
            **{name: kind.plain for name, kind in BUILT_IN.items() if kind.plain},
        }

    def show(self, value: Any) -> str:  # noqa: PLR0911 - one form per type
        """Any value in a text, also without a filter."""
        if type(value) is str:
            return value
        match value:
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
        return "" if value is None else str(value)

    def _money(self, value: Money) -> str:
        told = str(format_currency(_amount(value), value.currency, locale=self.locale))
        return told.replace(value.currency, get_currency_symbol(value.currency, "en"))  # uk has no sign for €

    def _number(self, value: Any, digits: int | None = None) -> str:
        form = None if digits is None else "#,##0" + ("." + "0" * digits if digits else "")
        return str(format_decimal(value, format=form, locale=self.locale))

    def _default(self, value: Any, fallback: Any) -> Any:
        if value is not None and value != "":
            return value
        return self.translate(self.language, fallback) if isinstance(fallback, str) else fallback

    def _plural(self, value: Any, *forms: str) -> str:
        """The form that the number asks for; `#` in it is the number."""
        source = f"{forms[0]}\0{forms[-1]}"  # as gettext names a plural
        said = self.translate(self.language, source)
        locale, known = (
            (locale_of(self.home or self.language), forms)
            if said == source
            else (self.locale, said.split("\0"))
        )
        return known[min(plural_index(locale, value), len(known) - 1)].replace("#", self._number(value))

    def _moment(self, value: date, part: str) -> str:
        if isinstance(value, datetime) and value.tzinfo:
            value = value.astimezone(self.zone)
        if part == "date":
            return str(format_date(value, "medium", locale=self.locale))
        assert isinstance(value, datetime)
        return str(format_time(value.time(), "short", locale=self.locale))


def is_language(code: str) -> bool:
    """Whether there is a language of this code: `de`, `pt-BR`."""
    return _known_locale(code) is not None


def locale_of(language: str) -> Locale:
    """Babel's locale; British English for a language that it does not know."""
    return _known_locale(LOCALES.get(language, language)) or Locale.parse("en_GB")


def _known_locale(code: str) -> Locale | None:
    try:
        return Locale.parse(code.replace("-", "_"))
    except (UnknownLocaleError, ValueError):
        return None


def plural_index(locale: Locale, number: Any) -> int:
    """Which of the plural forms of a language goes with the number: 0 for 1, mostly."""
    used = [tag for tag in PLURALS if tag in locale.plural_form.tags or tag == "other"]
    return used.index(locale.plural_form(number))


def _amount(value: Money) -> Decimal:
    return Decimal(value.minor).scaleb(-get_currency_precision(value.currency))
