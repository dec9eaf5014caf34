"""An expression uses a name that is no data field, loaded record, or other variable of its place."""

from botengine.spec.draft import found

RULE = "unknown-variable"
check = found(RULE)
