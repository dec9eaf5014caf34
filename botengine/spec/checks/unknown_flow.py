"""A `call` names a flow that does not exist."""

from botengine.spec.draft import unknown

RULE = "unknown-flow"
check = unknown("flow")
