"""Templates as HTML: Jinja2 with the words of a language. Everything is escaped."""

from __future__ import annotations

import hashlib
from base64 import urlsafe_b64encode
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from zoneinfo import ZoneInfo

from babel.core import Locale, UnknownLocaleError
from babel.dates import format_datetime, format_timedelta
from babel.numbers import format_decimal
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from botengine.web.words import N_, translations

TEMPLATES = Path(__file__).parent / "templates"
ROLES = {"admin": N_("Administrator"), "partner": N_("Partner")}  # that bots often have; others as they are
STATIC = Path(__file__).parent / "static"


@cache
def environment(language: str) -> Environment:
    made = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        extensions=["jinja2.ext.i18n"],
    )
    words = translations(language)
    made.install_gettext_callables(words.gettext, words.ngettext, newstyle=True)  # type: ignore[attr-defined]
    made.globals |= {"icon": icon, "static": static}
    made.filters |= {
        "moment": lambda at, zone: moment(at, zone, language),
        "ago": lambda at, now: ago(at, now, language),
        "browser": browser,
        "tongue": lambda code: tongue(code, language),
        "chat": link_of,
        "initials": initials,
        "role": lambda name: role(name, words.gettext),
        "size": lambda count: f"{format_decimal(round(count / 1e9, 1), locale=language)} GB",
    }
    return made


def moment(at: float, zone: str, language: str) -> str:
    """`28.11.2026, 14:45` in the bot's time zone."""
    return format_datetime(datetime.fromtimestamp(at, ZoneInfo(zone)), "short", locale=language)


def ago(at: float, now: float, language: str) -> str:
    """`vor 5 Minuten`."""
    return format_timedelta(timedelta(seconds=at - now), add_direction=True, locale=language)


def tongue(code: str, language: str) -> str:
    """The name of a language: `Ukrainisch`."""
    try:
        return Locale.parse(code.partition("-")[0]).get_display_name(language) or code
    except (UnknownLocaleError, ValueError):
        return code


def role(name: str, say: Callable[[str], str]) -> str:
    """What people call a role of the bot, or an attribute of that name: `Administrator`."""
    return say(ROLES[name]) if name in ROLES else name.capitalize() or "–"


def icon(name: str) -> Markup:
    """One of static/icons.svg, beside a word: it says nothing to screen readers."""
    markup = '<svg class="icon" aria-hidden="true"><use href="{}#{}"></use></svg>'
    return Markup(markup).format(static("icons.svg"), name)  # noqa: S704 - format escapes what it fills in


def link_of(user: str) -> str:
    """The page of a chat. Viber's ids have slashes in them, so the path has them in a form without."""
    return f"/web/conversations/{urlsafe_b64encode(user.encode()).decode().rstrip('=')}"


def initials(name: str) -> str:
    """For a round picture where there is none."""
    return "".join(part[0].upper() for part in name.split()[:2] if part) or "?"


def browser(agent: str) -> str:
    """`Firefox, Android` from what a browser calls itself: a claim, for people only."""
    kinds = {"Edg": "Edge", "OPR": "Opera", "Firefox": "Firefox", "Chrome": "Chrome", "Safari": "Safari"}
    systems = {"Android": "Android", "iPhone": "iPhone", "iPad": "iPad", "Windows": "Windows", "Mac": "macOS"}
    kind = next((name for word, name in kinds.items() if word in agent), "")
    system = next((name for word, name in {**systems, "Linux": "Linux"}.items() if word in agent), "")
    return ", ".join(filter(None, (kind, system))) or agent[:40] or "?"


@cache
def static(name: str) -> str:
    """The address of a static file; another content has another address, so that it can be kept for ever."""
    content = hashlib.sha256((STATIC / name).read_bytes()).hexdigest()
    return f"/web/static/{name}?v={content[:12]}"
