"""The sales chart: revenue and tickets day by day, as a picture that is read on a phone.

vl-convert draws it (Vega-Lite, fonts inside); it is imported with the first chart.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import Any

from babel.dates import format_date, format_skeleton
from babel.numbers import format_decimal, get_currency_precision

from actions.shop.model import DayFigures
from actions.shop.wording import Words
from botengine import Money

FEW = 14  # bars that have room for their figures
SCALE = 2.0
KEPT = 16  # pictures in memory: people look at the same figures again and again
HEADROOM = 1.12  # for the figures above the bars
WIDTH, TALL, LOW = 430, 220, 110  # points of the two parts
NIGHT, GLOW, INK, QUIET = "#4f3fa5", "#e89b2c", "#221b38", "#7a7590"
FONT = "DejaVu Sans, Arial, sans-serif"


Rows = Sequence[Mapping[str, Any]]


def sales_chart(days: Sequence[DayFigures], title: Sequence[str], words: Words) -> bytes:
    """Draw the days as a PNG, in the language of the words. `title`: its first line, and the one below."""
    return _drawn(json.dumps(_spec(days, title, words)), json.dumps(_numbers(words)))


@lru_cache(maxsize=KEPT)
def _drawn(spec: str, numbers: str) -> bytes:
    import vl_convert

    return bytes(vl_convert.vegalite_to_png(spec, scale=SCALE, format_locale=json.loads(numbers)))


def _spec(days: Sequence[DayFigures], title: Sequence[str], words: Words) -> Mapping[str, Any]:
    rows = [
        {"n": n, "day": _label(each.day, len(days), words),
         "revenue": _amount(each.revenue), "revenue_text": _short(each.revenue, words),
         "tickets": each.tickets, "tickets_text": str(each.tickets or "")}
        for n, each in enumerate(days)
    ]  # fmt: skip
    currency = days[0].revenue.currency
    return {
        "$schema": "https://vega.github.io/schema/vega-lite/v5.json",
        "background": "white",
        "padding": 18,
        "title": {
            "text": title[0],
            "fontSize": 26,
            "color": INK,
            "anchor": "start",
            "offset": 16,
            "subtitle": title[1:],
            "subtitleFontSize": 18,
            "subtitleColor": QUIET,
            "subtitlePadding": 8,
        },
        "data": {"values": rows},
        "spacing": 26,
        "vconcat": [
            _part("revenue", f"{words('Umsatz')} ({currency})", NIGHT, TALL, rows),
            _part("tickets", words("Tickets"), GLOW, LOW, rows),
        ],
        "config": {
            "font": FONT,
            "view": {"stroke": None},
            "axis": {"labelFontSize": 16, "labelColor": INK, "gridColor": "#e4e1ee", "domainColor": QUIET},
        },
    }


def _part(field: str, title: str, colour: str, height: int, rows: Rows) -> Mapping[str, Any]:
    """One row of bars under its title."""
    figures = [row[field] for row in rows]
    day = {
        "field": "day", "type": "ordinal", "sort": {"field": "n"}, "title": None,
        "axis": {
            "labelExpr": "split(datum.label, '|')", "labelAngle": 0,
            "labelOverlap": "greedy", "labelSeparation": 14, "labelPadding": 8,
            "ticks": False,
        },
    }  # fmt: skip
    value = {"field": field, "type": "quantitative", "title": None, "axis": {"tickCount": 4, "format": ",d"},
             "scale": {"domain": [min(0, *figures), max(1, *figures) * HEADROOM]}}  # fmt: skip
    bar = {
        "mark": {"type": "bar", "color": colour, "cornerRadiusEnd": 4},
        "encoding": {"x": day | {"scale": {"paddingInner": 0.25}}, "y": value},
    }
    figure = {
        "mark": {"type": "text", "dy": -10, "fontSize": 15, "color": INK},
        "encoding": {"x": day, "y": value, "text": {"field": f"{field}_text"}},
    }
    return {
        "title": {
            "text": title, "fontSize": 19, "fontWeight": "normal", "color": QUIET, "anchor": "start",
            "frame": "group",
        },
        "width": WIDTH, "height": height, "layer": [bar, figure] if len(rows) <= FEW else [bar],
    }  # fmt: skip


def _label(day: date, count: int, words: Words) -> str:
    """A day below its bar; `|` begins a new line."""
    if count > FEW:
        return str(format_skeleton("Md", day, locale=words.locale))
    return f"{format_date(day, 'ccc', locale=words.locale).rstrip('.')}|{day.day}"


def _amount(money: Money) -> float:
    return float(Decimal(money.minor).scaleb(-get_currency_precision(money.currency)))


def _short(money: Money, words: Words) -> str:
    return str(format_decimal(round(_amount(money)), locale=words.locale)) if money.minor else ""


def _numbers(words: Words) -> dict[str, Any]:
    """How this language groups the digits of an axis."""
    million = str(format_decimal(1_000_000, locale=words.locale))
    return {"decimal": ",", "thousands": million[1], "grouping": [3], "currency": ["", ""]}
