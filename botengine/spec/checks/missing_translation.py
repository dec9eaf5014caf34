"""A text of the bot is not translated, or its translation is only a guess (fuzzy): the bot's own is shown."""

from botengine.spec.catalogues import own_words
from botengine.spec.draft import Draft, Found
from botengine.spec.extraction import first_line
from botengine.spec.places import Place

SEVERITY = "warning"


def check(draft: Draft) -> Found:
    if not (draft.whole and draft.catalogues):
        return
    wanted = draft.messages
    for language, known in draft.catalogues.items():
        own = own_words(draft.bot.language, language)
        for each in known.entries:
            if each.source in wanted and each.source not in own and (each.fuzzy or not each.translation):
                what = "only a guess (fuzzy)" if each.fuzzy else "missing"
                message = f"the translation of '{first_line(each.source)}' is {what}"
                hint = "correct it and delete 'fuzzy'" if each.fuzzy else "add it"
                yield each.place, message, hint
        absent = [source for source in wanted if source not in own and source not in known.sources]
        if absent and not known.flaw:
            example = first_line(absent[0])
            message = f"{len(absent)} of {len(wanted)} texts are not in this file, such as '{example}'"
            yield Place(known.file, 1, 1), message, "run 'botengine i18n extract'"
