"""A screen loads or lists what an action answers, but the action does not say of which type that is."""

from botengine.spec.draft import noted

RULE = "untyped-answer"
check = noted(RULE)
