"""A block has a key that the language does not know; mostly a typing error."""

from botengine.spec.draft import noted

RULE = "unknown-key"
check = noted(RULE)
