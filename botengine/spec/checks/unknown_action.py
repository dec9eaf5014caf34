"""A `do`, `load` or `list` names an action that no plug-in offers."""

from botengine.spec.draft import unknown

RULE = "unknown-action"
check = unknown("action")
