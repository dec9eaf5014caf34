"""A translation belongs to no text of the bot: the text was changed or removed."""

from botengine.spec.draft import Draft, Found
from botengine.spec.extraction import first_line
from botengine.spec.problems import nearest

SEVERITY = "warning"


def check(draft: Draft) -> Found:
    if not (draft.whole and draft.catalogues):
        return
    wanted = draft.messages
    for known in draft.catalogues.values():
        for each in known.entries:
            if each.source not in wanted:
                near = nearest(each.source, wanted)
                hint = f"the bot says '{first_line(near)}'" if near else "run 'botengine i18n extract'"
                message = f"the bot has no text '{first_line(each.source)}'"
                yield each.place, message, hint
