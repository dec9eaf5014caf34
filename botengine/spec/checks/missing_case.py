"""A `switch` has values of its closed list without a case: people would meet an error there."""

from collections.abc import Iterable

from botengine.spec.draft import Draft, Found
from botengine.spec.problems import nearest
from botengine.spec.types import Choice


def check(draft: Draft) -> Found:
    for screen, type_ in draft.switches:
        cases = screen["cases"]
        missing = [name for name in type_.options if name not in cases and name not in cases.lost]
        known = [name for name in missing if not _misspelt(name, cases, type_)]
        if known:
            message = f"no case for {', '.join(map(repr, known))} of {type_.name}"
            yield screen.key("cases"), message, f"add '{known[0]}: {{}}'"


def _misspelt(name: str, cases: Iterable[str], type_: Choice) -> bool:
    """Whether a case that is no value was meant to be this one; then there is a problem about that."""
    return any(case not in type_.options and nearest(case, type_.options) == name for case in cases)
