"""A type of flows.yaml is used by no field and by no action."""

from collections.abc import Iterator

from botengine.spec.draft import Draft, Found
from botengine.spec.types import BUILT_IN, ListOf, Record, Type

SEVERITY = "warning"


def check(draft: Draft) -> Found:
    if not draft.whole:
        return
    used = {name for kind, name in draft.named if kind == "type"}
    used |= {name for each in draft.signatures.values() for name in _names(each.returns)}
    for name in draft.bot.types:
        if name not in used and name not in BUILT_IN:
            yield draft.front.at["types"].key(name), f"nothing is of type '{name}'", "delete it"


def _names(type_: Type | None) -> Iterator[str]:
    if isinstance(type_, ListOf):
        yield from _names(type_.element)
    elif type_:
        yield type_.name
        for each in type_.fields.values() if isinstance(type_, Record) else ():
            yield from _names(each)
