"""A translation belongs to no text of the bot: the text was changed or removed."""

from __future__ import annotations

from collections.abc import Iterator

from botengine.spec.draft import Draft
from botengine.spec.extraction import first_line, messages
from botengine.spec.problems import Problem, nearest, problem

RULE = "unused-translation"


def check(draft: Draft) -> Iterator[Problem]:
    if not draft.whole:
        return
    wanted = messages(draft.bot)
    for known in draft.catalogues.values():
        for each in known.entries:
            if each.source not in wanted:
                near = nearest(each.source, wanted)
                hint = f"the bot says '{first_line(near)}'" if near else "run 'botengine i18n extract'"
                message = f"the bot has no text '{first_line(each.source)}'"
                yield problem(RULE, known.span(each.line), message, hint, "warning")
