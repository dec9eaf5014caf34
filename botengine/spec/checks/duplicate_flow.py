"""Two files define a flow of the same name."""

from botengine.spec.draft import noted

RULE = "duplicate-flow"
check = noted(RULE)
