"""A notice has the name of a screen of its flow."""

from botengine.spec.draft import noted

RULE = "duplicate-name"
check = noted(RULE)
