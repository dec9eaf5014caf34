"""A value has another type than its place asks for: in an expression, an argument, a field, a filter."""

from __future__ import annotations

from collections.abc import Iterator

from botengine.spec.declared import mismatch
from botengine.spec.draft import Draft
from botengine.spec.problems import Problem, problem
from botengine.spec.types import Choice, fits

RULE = "wrong-type"


def check(draft: Draft) -> Iterator[Problem]:
    yield from draft.found(RULE)
    for each in draft.keepings:
        if each.want and each.given and not fits(each.want, each.given):
            message = f"'{each.name}' is {each.want.name}, and cannot store {each.given.name}"
            yield problem(RULE, each.span, message, "change the type, or store it in another field")
    for reading in draft.readings:
        if why := mismatch(reading.taken, reading.given):
            yield problem(RULE, reading.span, f"the answer of '{reading.action}' does not fit: {why}")
    for place, type_ in draft.switches:
        if type_ and not isinstance(type_, Choice):
            message = f"a switch needs a closed list of values, not {type_.name}"
            yield problem(RULE, draft.span(place, "switch"), message, "declare its values in 'types'")
