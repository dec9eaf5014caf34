"""A word of `everywhere` stands twice; the later one can never be meant."""

from botengine.spec.draft import Draft, Found
from botengine.spec.texts import fold


def check(draft: Draft) -> Found:
    seen: dict[str, str] = {}
    for entry in draft.bot.everywhere.words:
        words = draft.blocks[entry.step.place]["words"]
        for n, word in enumerate(entry.words):
            if first := seen.get(fold(word)):
                message = f"'{word}' is already taken by {first}"
                yield words.value(n), message, "delete one of them"
            else:
                seen[fold(word)] = f"'{word}' in line {words.value(n).line}"
