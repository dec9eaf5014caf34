"""A step has two moves, such as `go` and `back`; only one can happen."""

from botengine.spec.draft import noted

RULE = "several-moves"
check = noted(RULE)
