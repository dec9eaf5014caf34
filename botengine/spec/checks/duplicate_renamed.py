"""Two flows or screens say that they had the same name: chats that stand there could go on at one only."""

from botengine.spec.draft import Draft, Found


def check(draft: Draft) -> Found:
    heirs: dict[str, str] = {}
    for each in draft.renamings:
        heir = heirs.setdefault(each.old, each.new)
        if heir != each.new:
            message = f"'{each.old}' is already a former name of '{heir}'"
            yield each.place, message, "let one of them keep it"
