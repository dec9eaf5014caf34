"""The file is no YAML that flows may use: wrong punctuation or indentation, tags, tabs, too large."""

from botengine.spec.draft import noted

RULE = "yaml-syntax"
check = noted(RULE)
