"""A pattern of a role fits no action."""

from botengine.spec.draft import noted

RULE = "unused-pattern"
check = noted(RULE)
