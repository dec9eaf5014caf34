"""A key that means nothing without another one beside it, such as `then` without `do`."""

from botengine.spec.draft import noted

RULE = "misplaced-key"
check = noted(RULE)
