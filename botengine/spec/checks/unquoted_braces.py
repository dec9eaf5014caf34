"""A text that begins with `{{` needs quotes, because YAML reads a brace as the start of a mapping."""

from botengine.spec.draft import noted

RULE = "unquoted-braces"
check = noted(RULE)
