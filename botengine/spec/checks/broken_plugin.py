"""A package of `actions` cannot be imported: it is not there, or its Python has an error."""

from botengine.spec.draft import noted

RULE = "broken-plugin"
check = noted(RULE)
