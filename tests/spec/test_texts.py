"""Texts are rendered with values that stay what they are: fields only, nothing twice, nothing dangerous."""

import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from botengine.spec.expressions import ExpressionError
from botengine.spec.moves import Expr, Text
from botengine.spec.places import Place
from botengine.spec.texts import JOINER, Renderer, escape, fold
from botengine.spec.types import TEXT, Choice, Option, Record
from botengine.values import Money, User
from tests.spec.bots import TICKETSHOP, check, stars

HERE = Place("flows/a.yaml", 3, 9)
STATUS = Choice("Status", {"booked": Option("Gebucht", "🔵")})
SCOPE = {
    "order": Record("Order", {"items": TEXT, "email": TEXT}).decode({"items": "Ball", "email": None}),
    "status": STATUS.decode("booked"),
    "total": Money(123450),
    "at": datetime(2026, 3, 1, 19, 0, tzinfo=UTC),
    "day": date(2026, 3, 1),
    "share": Decimal("0.5"),
    "names": ("Ann", "Bob"),
    "flag": True,
    "empty": None,
    "name": "Eva",
    "user": User("u1", "Uma", attributes={"partner": "p2"}),
}


@pytest.fixture(scope="module")
def renderer():
    catalogue = {"en": {"Hallo {{ name }}": "Hello {{ name }}", "Gebucht": "Booked"}}
    return Renderer(check(TICKETSHOP).bot, {"stars": stars}, catalogue)


def plain(text):
    return text.replace("\u00a0", " ").replace("\u202f", " ")


@pytest.mark.parametrize(
    ("source", "shown"),
    [
        ("no braces", "no braces"),
        ("{ x }", "{ x }"),
        ("{{ order.items }}!", "Ball!"),
        ("{{ order.email }}", ""),
        ('{{ order.email | default("–") }}', "–"),
        ("{{ total | money }}", "1.234,50 €"),
        ("{{ total }}", "1.234,50 €"),
        ("{{ total | amount }}", "1.234,5"),
        ("{{ share | number(2) }}", "0,50"),
        ("{{ share }}", "0,5"),
        ("{{ at | date }}", "01.03.2026"),
        ("{{ at | time }}", "20:00"),
        ("{{ at | datetime }}", "01.03.2026, 20:00"),
        ("{{ day }}", "01.03.2026"),
        ("{{ status | icon }} {{ status | label }} {{ status }}", "🔵 Gebucht booked"),
        ("{{ names }}", "Ann, Bob"),
        ("{{ names | join('/') }} {{ names | length }} {{ names | first }}", "Ann/Bob 2 Ann"),
        ("{{ flag }}", "Ja"),
        ("{{ name | upper | truncate(2) }}", "E…"),
        ("{{ 2 | stars }}", f"*{JOINER}{JOINER}*"),
        ("{{ 'a' if flag else 'b' }}{{ name ~ '!' }}", "aEva!"),
        ("{{ user.name }} {{ user.partner }} {{ user.shoe }}", "Uma p2 "),
        ("{{ 1 + 2 * 3 }} {{ 7 // 2 }}", "7 3"),
        ("{{ empty | money }}{{ empty | upper }}{{ empty | date }}", ""),
        ('{{ "{{" }} x', "{{ x"),
        ("line\n{{ name }}", "line\nEva"),
    ],
)
def test_a_text_shows_its_values(renderer, source, shown):
    assert plain(renderer.text(Text(source, HERE), SCOPE, "de")) == shown


def test_another_language_has_its_own_texts_and_forms(renderer):
    assert renderer.text(Text("Hallo {{ name }}", HERE), SCOPE, "en") == "Hello Eva"
    assert renderer.text(Text("{{ status | label }} {{ total }} {{ at }}", HERE), SCOPE, "en") == (
        "Booked €1,234.50 1 Mar 2026, 20:00"
    )
    assert renderer.text(Text("{{ day }}", HERE), SCOPE, "tlh") == "01.03.2026"  # not spoken: the bot's


@pytest.mark.parametrize(
    ("source", "value"),
    [
        ("total", Money(123450)),
        ("names", ("Ann", "Bob")),
        ("1 + 1", 2),
        ("empty", None),
        ("status == 'booked'", True),
        ("total > total", False),
        ("name in ['Eva', 'Ann']", True),
        ("not flag or empty is none", True),
        ("order", SCOPE["order"]),
        ("(name)", "Eva"),
        ("total | amount > 100", True),
    ],
)
def test_an_expression_is_worth_a_python_value(renderer, source, value):
    assert renderer.value(Expr(source, HERE), SCOPE) == value


@pytest.mark.parametrize(
    "source",
    [
        "missing",
        "order.missing",
        "order.items.upper()",
        "order.__class__",
        "order['items']",
        "user._x",
        "total.minor",
        "range(3)",
        "names.append",
        "self",
        "cycler",
        "1 / 0",
        "'a' * 100",
        "10 ** 10 ** 10 ** 10",
        "2 ** 65",
        "9999999999999999 * 2",
        "'%s' % name",
        "[1] * 9",
        "name | nofilter",
        "name +",
        "name.x",
        "{}",
        "name|attr('x')",
        "''.format",
        "lipsum",
        "a" * 3000,
        "(" * 500,
        "total + 1",
        "",
        "at | money",
        "x := 1",
        "not",
        "name; name",
        "{% if 1 %}",
    ],
)
def test_what_is_not_allowed_is_one_kind_of_error_with_its_place(renderer, source):
    started = time.monotonic()
    with pytest.raises(ExpressionError, match=r"^flows/a.yaml:3:9: "):
        renderer.value(Expr(source, HERE), SCOPE)
    assert time.monotonic() - started < 0.5


@pytest.mark.parametrize("source", ["{% if x %}", "{# x #}", "{{ name", "{{ }}", "{{ name }} {% raw %}"])
def test_texts_have_no_blocks(renderer, source):
    with pytest.raises(ExpressionError):
        renderer.text(Text(source, HERE), SCOPE, "de")


@pytest.mark.parametrize("name", ["{{ 7 * 7 }}", "{% for x in y %}", "{x.__class__}", "%s", "<b>", "${a}"])
def test_a_customers_name_is_never_rendered(renderer, name):
    assert renderer.text(Text("{{ name }}", HERE), {"name": name}, "de", label=True) == name


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        ("max_meier@example.test", "max_meier@example.test"),
        ("*bold*", f"*{JOINER}bold{JOINER}*"),
        ("2 * 3", "2 * 3"),
        ("_a_ ~b~", f"_{JOINER}a{JOINER}_ ~{JOINER}b{JOINER}~"),
        ("snake_case_name", "snake_case_name"),
    ],
)
def test_values_do_not_format_the_message(value, shown):
    assert escape(value) == shown


@given(st.text(alphabet="*_~`ab 1.", max_size=30))
def test_after_escaping_no_marker_touches_a_word_from_outside(value):
    shown = escape(value)
    assert shown.replace(JOINER, "") == value
    for n, letter in enumerate(shown[:-1]):
        before = shown[n - 1] if n else " "
        if letter in "*_~`" and not before.isalnum() and shown[n + 1].isalnum():
            raise AssertionError(shown)


def test_labels_are_not_escaped_and_lose_what_is_invisible(renderer):
    assert renderer.text(Text("{{ name }}", HERE), {"name": "*a*\x00\u202eb"}, "de", label=True) == "*a*b"


def test_an_endless_value_is_cut(renderer):
    assert len(renderer.text(Text("{{ name }}", HERE), {"name": "x" * 10**6}, "de")) == 7000


def test_typed_words_are_folded():
    assert fold("  MENÜ!  ") == fold("menü") == "menü"
    assert fold("ﬁnd  it") == "find it"


def test_many_threads_may_render_at_once(renderer):
    fresh = Renderer(renderer.bot)
    texts = [Text(f"{n} {{{{ name }}}} {{{{ total }}}}", HERE) for n in range(50)] * 4
    with ThreadPoolExecutor(8) as pool:
        shown = list(pool.map(lambda text: fresh.text(text, SCOPE, "de"), texts))
    assert [each.split()[0] for each in shown] == [each.source.split()[0] for each in texts]


def test_a_bot_of_another_zone_shows_other_hours(renderer):
    there = Renderer(replace(renderer.bot, timezone="Europe/Kyiv"))
    assert there.text(Text("{{ at | time }}", HERE), SCOPE, "uk") == "21:00"


@given(st.text(alphabet="{}%#()[].|_+-*/'\" abnot1", max_size=40))
def test_any_text_is_shown_or_refused(source):
    for make in (
        lambda r: r.text(Text(source, HERE), SCOPE, "de"),
        lambda r: r.value(Expr(source, HERE), SCOPE),
    ):
        with suppress(ExpressionError):
            make(_RENDERER)


_RENDERER = Renderer(check(TICKETSHOP).bot)
