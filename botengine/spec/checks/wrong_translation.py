"""A translation does not fit its text: other expressions, a plural without its number, an unreadable file."""

from functools import cache

from botengine.spec.catalogues import JOINT, Entry
from botengine.spec.draft import Draft, Found
from botengine.spec.expressions import ExpressionError
from botengine.spec.extraction import placeholders
from botengine.spec.filters import locale_of, plural_index
from botengine.spec.problems import suggest

NUMBERS = 200  # enough to see whether a plural form is for one number only


def check(draft: Draft) -> Found:
    for language, known in draft.catalogues.items():
        for each in known.entries:
            if each.translation and not each.fuzzy and (said := _wrong(each, language)):
                yield (each.place, *said)


def _wrong(entry: Entry, language: str) -> tuple[str, str] | None:
    """What is wrong, and what to do."""
    try:
        wanted = placeholders(entry.source)
    except ExpressionError:
        return None  # another check tells so of the flow's text
    try:
        found = placeholders(entry.translation)
    except ExpressionError as error:
        return f"the translation cannot be read: {error}", "correct it"
    if strange := sorted(found - wanted):
        message = f"the translation has '{{{{ {strange[0]} }}}}', and its text has not"
        return message, suggest(strange[0], wanted) or "keep the expressions as they are"
    if lost := sorted(wanted - found):
        return f"the translation lacks '{{{{ {lost[0]} }}}}'", "keep the expressions as they are"
    return _numberless(entry, language) if JOINT in entry.source else None


def _numberless(entry: Entry, language: str) -> tuple[str, str] | None:
    """A form for several numbers must show which one it is."""
    spoken = _indices(language)
    for index, form in enumerate(entry.translation.split(JOINT)):
        if "#" in entry.source and "#" not in form and spoken.count(index) > 1:
            other = spoken.index(index, spoken.index(index) + 1)
            return f"'{form}' is also said of {other}, and has no # for the number", "write # for the number"
    return None


@cache
def _indices(language: str) -> tuple[int, ...]:
    """Which plural form goes with 0, 1, 2 ..."""
    locale = locale_of(language)
    return tuple(plural_index(locale, number) for number in range(NUMBERS))
