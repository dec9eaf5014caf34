"""A case names a value that the closed list of its `switch` does not have."""

from botengine.spec.draft import Draft, Found
from botengine.spec.problems import suggest
from botengine.spec.types import Choice


def check(draft: Draft) -> Found:
    for place, type_ in draft.switches:
        cases = draft.blocks[place].get("cases")
        if cases and isinstance(type_, Choice):
            for name in cases:
                if name not in type_.options:
                    message = f"no value '{name}' in {type_.name}"
                    yield cases.key(name), message, suggest(name, type_.options)
