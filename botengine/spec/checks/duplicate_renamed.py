"""Two flows or screens say that they had the same name: chats that stand there could go on at one only."""

from __future__ import annotations

from collections.abc import Iterator

from botengine.spec.draft import Draft
from botengine.spec.problems import Problem, problem

RULE = "duplicate-renamed"


def check(draft: Draft) -> Iterator[Problem]:
    heirs: dict[str, str] = {}
    for each in draft.renamings:
        heir = heirs.setdefault(each.old, each.new)
        if heir != each.new:
            message = f"'{each.old}' is already a former name of '{heir}'"
            yield problem(RULE, each.span, message, "let one of them keep it")
