"""A value has another type than its place asks for: in an expression, argument, field, default or filter."""

from botengine.spec.declared import mismatch
from botengine.spec.draft import Draft, Found
from botengine.spec.types import Choice, fits


def check(draft: Draft) -> Found:
    for each in draft.keepings:
        if each.want and each.given and not fits(each.want, each.given):
            message = f"'{each.name}' is {each.want.name}, and cannot store {each.given.name}"
            yield each.place, message, "change the type, or store it in another field"
    for reading in draft.readings:
        if why := mismatch(reading.taken, reading.given):
            yield reading.place, f"the answer of '{reading.action}' does not fit: {why}", ""
    for place, type_ in draft.switches:
        if type_ and not isinstance(type_, Choice):
            message = f"a switch needs a closed list of values, not {type_.name}"
            yield draft.value(place, "switch"), message, "declare its values in 'types'"
