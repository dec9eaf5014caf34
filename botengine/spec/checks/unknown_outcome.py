"""`then` names an outcome that the action does not declare."""

from botengine.spec.draft import unknown

RULE = "unknown-outcome"
check = unknown("outcome")
