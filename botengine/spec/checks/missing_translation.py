"""A text of the bot is not translated, or its translation is only a guess (fuzzy): the bot's own is shown."""

from __future__ import annotations

from collections.abc import Iterator

from botengine.spec.catalogues import Catalogue, own_words
from botengine.spec.draft import Draft
from botengine.spec.extraction import first_line, messages
from botengine.spec.problems import Problem, problem
from botengine.spec.source import Place, Span

RULE = "missing-translation"


def check(draft: Draft) -> Iterator[Problem]:
    if not draft.whole:
        return
    wanted = messages(draft.bot)
    for language, known in draft.catalogues.items():
        own = own_words(draft.bot.language, language)
        for each in known.entries:
            if each.source in wanted and each.source not in own and (each.fuzzy or not each.translation):
                what = "only a guess (fuzzy)" if each.fuzzy else "missing"
                message = f"the translation of '{first_line(each.source)}' is {what}"
                hint = "correct it and delete 'fuzzy'" if each.fuzzy else "add it"
                yield problem(RULE, known.span(each.line), message, hint, "warning")
        absent = [source for source in wanted if source not in own and source not in known.sources]
        if absent and not known.flaw:
            yield _absent(known, absent, len(wanted))


def _absent(known: Catalogue, sources: list[str], count: int) -> Problem:
    message = f"{len(sources)} of {count} texts are not in this file, such as '{first_line(sources[0])}'"
    return problem(RULE, Span(Place(known.file, 1, 1), 2), message, "run 'botengine i18n extract'", "warning")
