"""A case names a value that the closed list of its `switch` does not have."""

from botengine.spec.draft import Draft, Found
from botengine.spec.problems import suggest


def check(draft: Draft) -> Found:
    for screen, type_ in draft.switches:
        for name in screen["cases"]:
            if name not in type_.options:
                message = f"no value '{name}' in {type_.name}"
                yield screen["cases"].key(name), message, suggest(name, type_.options)
