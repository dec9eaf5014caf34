"""A key stands twice in one block; YAML would silently forget the first."""

from botengine.spec.draft import noted

RULE = "duplicate-key"
check = noted(RULE)
