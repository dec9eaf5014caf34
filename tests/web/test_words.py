"""The pages take the language that a browser asks for."""

from botengine.web.words import choose, of_browser, translations


def test_the_browsers_dearest_language_is_taken():
    assert choose(of_browser("fr;q=0.9, uk-UA;q=0.8, de;q=0.3")) == "uk"
    assert choose(of_browser("tlh")) == "en"
    assert choose(of_browser("de;q=x, ru")) == "ru"


def test_a_language_without_a_catalogue_is_english():
    assert translations("en").gettext("Log in") == "Log in"
    assert translations("../de").gettext("Log in") == "Log in"
