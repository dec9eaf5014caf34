"""The pages speak four languages: every sentence is translated, and nothing is left over."""

import string

import pytest

from botengine.web.words import choose, of_browser, translations
from tests.web.catalogues import LANGUAGES, found, kept


def names(text: str) -> set[str]:
    """`{n}` and `%(n)s`, which a translation must keep."""
    braces = {name for _, name, _, _ in string.Formatter().parse(text) if name}
    return braces | {part.partition(")")[0] for part in text.split("%(")[1:]}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_sentence_is_translated(language):
    known = kept(language)
    missing = [m.id for m in found() if m.id and not (known.get(m.id) and known.get(m.id).string)]
    assert missing == [], "python -m tests.generated writes them into the .po files"


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_translation_is_left_over(language):
    today = found()
    assert [m.id for m in kept(language) if m.id and m.id not in today] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_translations_keep_what_is_filled_in(language):
    wrong = [m.id for m in kept(language) if m.id and names(str(m.id)) != names(str(m.string))]
    assert wrong == []


def test_the_browsers_dearest_language_is_taken():
    assert choose(of_browser("fr;q=0.9, uk-UA;q=0.8, de;q=0.3")) == "uk"
    assert choose(of_browser("tlh")) == "en"
    assert choose(of_browser("de;q=x, ru")) == "ru"


def test_a_language_without_a_catalogue_is_english():
    assert translations("en").gettext("Log in") == "Log in"
    assert translations("../de").gettext("Log in") == "Log in"
