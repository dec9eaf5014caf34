"""`botengine preview`: every state of the bot as a phone, for each role, on a page of its own."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from pathlib import Path

import pytest
from click.testing import CliRunner

from botengine.cli.preview import command, languages_of, sights
from botengine.cli.samples import sample
from botengine.engine.assembly import assemble
from botengine.spec.types import BUILT_IN, Choice, ListOf, Option, Record

ROOT = Path(__file__).resolve().parents[2]
EXAMPLES = sorted(file.parent for file in (ROOT / "examples").glob("*/flows.yaml"))
STATUS = Choice("Status", {"open": Option(), "done": Option()})


@pytest.fixture(scope="module")
def bot():
    return assemble(ROOT)


@pytest.fixture(scope="module")
def shown(bot):
    return [*sights(bot, ("de",))]


@pytest.fixture(scope="module")
def page(tmp_path_factory):
    file = tmp_path_factory.mktemp("preview") / "all.html"
    answer = CliRunner().invoke(command, [str(ROOT), "-o", str(file), "--language", "de"])
    assert answer.exit_code == 0, answer.output
    return file.read_text()


def test_every_state_is_shown_to_every_role_that_may_see_it(bot, shown):
    seen = {(sight.state, role) for sight in shown for role in sight.who}
    for state, screen in bot.bot.states.items():
        for role in bot.bot.roles:
            assert ((state, role) in seen) == bot.bot.may_be(role, screen)


def test_no_screen_fails_with_made_up_values(shown):
    assert [sight.problem for sight in shown if sight.problem] == []


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda each: each.name)
def test_the_examples_can_be_shown(example):
    assert [sight.problem for sight in sights(assemble(example), ("en",)) if sight.problem] == []


def test_a_role_sees_only_the_buttons_that_it_may_press(shown):
    orders = {sight.who: sight.shown for sight in shown if sight.state == "orders.order.booked"}
    assert any("Entfernen" in key.key.label for key in orders["admin",].keys)
    assert not any("Entfernen" in key.key.label for key in orders["partner",].keys)


def test_a_question_is_a_phone_of_its_own(shown):
    question = next(sight for sight in shown if sight.state == "orders.order.booked?orders.mark_paid")
    assert "wirklich auf „bezahlt“ setzen?" in question.shown.message.text
    assert [key.key.label for key in question.shown.keys] == ["Ja", "Nein"]


def test_strangers_have_their_phone(shown):
    assert "noch nicht freigegeben" in shown[-1].shown.message.text


def test_the_page_needs_no_other_file(page):
    assert not re.search(r'(src|href)="[^#]|url[(]|@import|//[a-z]', page)


def test_the_page_is_whole(page, shown):
    tags: list[str] = []
    reader = HTMLParser()
    reader.handle_starttag = lambda tag, attrs: tags.append(tag)
    reader.feed(page)
    assert tags.count("figure") == len(shown)


@pytest.mark.parametrize("type_", [*BUILT_IN.values(), STATUS, ListOf(STATUS)], ids=lambda each: each.name)
def test_a_sample_fits_its_type(type_):
    assert type_.encode(sample(type_)) is not None


def test_a_sample_of_a_case_has_the_value_of_the_case():
    record = Record("Task", {"status": STATUS, "title": BUILT_IN["text"]})
    assert sample(record, case="done") == {"status": "done", "title": "Title"}


def test_every_language_of_the_bot_is_shown():
    assert languages_of(ROOT, "de") == ("de", "en", "ru", "uk")
