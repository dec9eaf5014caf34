"""A block lacks a key that it cannot do without."""

from botengine.spec.draft import noted

RULE = "missing-key"
check = noted(RULE)
