"""Typed answers and short notations as values: numbers, money, dates, addresses, durations."""

import math
import re
from collections.abc import Iterable
from datetime import date, datetime, tzinfo
from decimal import Decimal, InvalidOperation

from babel.numbers import get_currency_precision

from botengine.values import Money

MAX_EMAIL = 254  # RFC 5321: longest path, without the angle brackets
EMAIL = re.compile(
    r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*"
    r"@(?:[^\W_]+(?:-+[^\W_]+)*\.)+[^\W\d_][^\W_]*(?:-+[^\W_]+)*"
)
MAX_DIGITS = 15  # of a telephone number: E.164; and of a number that still counts exactly as a float
MIN_PHONE = 5
URL = re.compile(r"https?://[^\s/?#@:]+(?::\d{1,5})?(?:[/?#]\S*)?")
YES = {"yes", "y", "true", "1", "ja", "j", "так", "да"}
NO = {"no", "n", "false", "0", "nein", "ні", "нет"}
DATES = ("%d.%m.%Y", "%d.%m.%y", "%d/%m/%Y", "%d/%m/%y", "%Y-%m-%d")
TIMES = ("%H:%M", "%H.%M", "%H:%M:%S")
SYMBOLS = {"€": "EUR", "$": "USD", "£": "GBP", "₴": "UAH", "₽": "RUB", "zł": "PLN"}
UNITS = {
    "s": 1, "sec": 1, "second": 1, "min": 60, "minute": 60,
    "h": 3600, "hour": 3600, "d": 86400, "day": 86400,
}  # fmt: skip


def text(typed: str) -> str:
    """Any text that is not empty."""
    if not typed.strip():
        raise ValueError("the text is empty")
    return typed


def number(typed: str) -> int | Decimal:
    """`12`, `1,5`, `1.5`, `1.234,50`, `1,234.50`; the last of two different separators is the decimal one."""
    plain = re.sub(r"[\s'\u00a0\u202f]", "", typed)
    if "," in plain and "." in plain:
        thousands = min(",.", key=plain.rindex)
        plain = plain.replace(thousands, "")
    plain = plain.replace(",", ".")
    if not re.fullmatch(r"[-+]?\d+(\.\d+)?", plain, re.ASCII) or len(plain) > MAX_DIGITS:
        raise ValueError(f"'{typed}' is no number")
    return Decimal(plain) if "." in plain else int(plain)


def integer(typed: str) -> int:
    """A whole number."""
    value = number(typed)
    if value != int(value):
        raise ValueError(f"'{typed}' is no whole number")
    return int(value)


def boolean(typed: str) -> bool:
    """Yes or no, in the languages of the engine."""
    folded = typed.strip().casefold()
    if folded not in YES | NO:
        raise ValueError(f"'{typed}' is neither yes nor no")
    return folded in YES


def money(typed: str) -> Money:
    """`47,50`, `47.50 EUR`, `€ 1.234`: an amount, in euros unless it says otherwise."""
    match = re.fullmatch(
        r"\s*(?P<before>[^\d\s.,+-]*)\s*(?P<amount>[-+\d.,' \u00a0\u202f]+?)\s*(?P<after>[^\d\s.,+-]*)\s*",
        typed,
    )
    sign = (match["before"] or match["after"]) if match else ""
    currency = SYMBOLS.get(sign, sign.upper()) or "EUR"
    if not match or not re.fullmatch("[A-Z]{3}", currency):
        raise ValueError(f"'{typed}' is no amount of money")
    amount = re.sub(r"(?<=\d)[.,](?=\d{3}$)", "", match["amount"].strip())  # 1.234 are a thousand and more
    try:
        minor = Decimal(number(amount)).scaleb(get_currency_precision(currency))
    except InvalidOperation as error:
        raise ValueError(f"'{typed}' is no amount of money") from error
    if minor != int(minor):
        raise ValueError(f"'{typed}' is finer than the smallest coin")
    return Money(int(minor), currency)


def email(typed: str) -> str:
    """Exactly one address, fit for a mail header: no names, no second address, no control characters."""
    address = typed.strip()
    local = address.partition("@")[0]
    if len(address) > MAX_EMAIL or len(local) > 64 or not EMAIL.fullmatch(address):  # noqa: PLR2004 - RFC 5321
        raise ValueError(f"'{typed}' is no e-mail address")
    return address


def phone(typed: str) -> str:
    """A telephone number as digits, with a leading + if it had one (or began with 00)."""
    plain = re.sub(r"[\s()/.\u2010-\u2015-]|\(0\)", "", typed.replace("(0)", ""))
    plain = re.sub(r"^00", "+", plain)
    if not re.fullmatch(rf"\+?\d{{{MIN_PHONE},{MAX_DIGITS}}}", plain, re.ASCII):
        raise ValueError(f"'{typed}' is no telephone number")
    return plain


def location(typed: str) -> dict[str, float]:
    """A place as `52.52, 13.405`: latitude and longitude in degrees, as maps copy it."""
    match = re.fullmatch(r"\s*(-?\d{1,2}(?:\.\d+)?)\s*[,; ]\s*(-?\d{1,3}(?:\.\d+)?)\s*", typed, re.ASCII)
    lat, lon = map(float, match.groups()) if match else (math.inf, math.inf)
    if abs(lat) > 90 or abs(lon) > 180:  # noqa: PLR2004 - degrees
        raise ValueError(f"'{typed}' is no place")
    return {"lat": lat, "lon": lon}


def url(typed: str) -> str:
    """An http or https address without a user name."""
    if not URL.fullmatch(typed.strip()):
        raise ValueError(f"'{typed}' is no web address")
    return typed.strip()


def day(typed: str) -> date:
    """`31.12.2026`, `31/12/2026` or `2026-12-31`."""
    return _first(DATES, typed.strip(), typed, "date").date()


def moment(typed: str, zone: tzinfo) -> datetime:
    """A date and a time of the given zone: `31.12.2026 20:00`; or ISO 8601 with its own zone."""
    plain = " ".join(typed.replace(",", " ").split())
    try:
        value = datetime.fromisoformat(plain)
    except ValueError:
        value = _first([f"{d} {t}" for d in DATES for t in TIMES], plain, typed, "date and time")
    return value if value.tzinfo else value.replace(tzinfo=zone)


def seconds(duration: str) -> float:
    """`31 min`, `2 hours`, `1.5 days` or `90` in seconds."""
    match = re.fullmatch(r"\s*(\d+(?:\.\d+)?)\s*([a-z]*?)s?\s*", duration, re.ASCII)
    if not match or (match[2] and match[2] not in UNITS):
        raise ValueError(f"'{duration}' is no duration; write for example '31 min', '2 hours' or '3 days'")
    return float(match[1]) * UNITS.get(match[2], 1)


def _first(formats: Iterable[str], plain: str, typed: str, kind: str) -> datetime:
    for form in formats:
        try:
            return datetime.strptime(plain, form)  # noqa: DTZ007 - the caller adds the zone
        except ValueError:
            continue
    raise ValueError(f"'{typed}' is no {kind}")
