"""Pages, letters, tickets and charts speak four languages: all is translated, nothing is left over."""

import string

import pytest

from tests.catalogues import SHOP, WEB

BOTH = pytest.mark.parametrize(
    ("room", "language"), [(room, language) for room in (WEB, SHOP) for language in room.languages]
)


def texts(message: str | tuple[str, ...]) -> tuple[str, ...]:
    """A sentence, or the forms of a plural."""
    return (message,) if isinstance(message, str) else tuple(message)


def names(forms: tuple[str, ...]) -> set[frozenset[str]]:
    """`{n}` and `%(n)s` of each form: a translation must keep them as one of the forms has them."""
    return {
        frozenset(name for _, name, _, _ in string.Formatter().parse(form) if name)
        | frozenset(part.partition(")")[0] for part in form.split("%(")[1:])
        for form in forms
    }


@BOTH
def test_every_sentence_is_translated(room, language):
    said = {message.id for message in room.kept(language) if all(texts(message.string))}
    missing = [message.id for message in room.found() if message.id and message.id not in said]
    assert missing == [], "python -m tests.generated writes them into the .po files"


@BOTH
def test_no_translation_is_left_over(room, language):
    today = room.found()
    assert [m.id for m in room.kept(language) if m.id and m.id not in today] == []


@BOTH
def test_translations_keep_what_is_filled_in(room, language):
    wrong = [
        message.id
        for message in room.kept(language)
        if message.id and not names(texts(message.string)) <= names(texts(message.id))
    ]
    assert wrong == []


@BOTH
def test_a_plural_has_all_forms_of_its_language(room, language):
    known = room.kept(language)
    assert {len(m.string) for m in known if isinstance(m.id, tuple)} <= {known.num_plurals}
