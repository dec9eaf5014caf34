"""An expression uses a filter that is neither built in nor offered by a plug-in."""

from botengine.spec.draft import found

RULE = "unknown-filter"
check = found(RULE)
