"""A `go` or `start` leads to a screen that does not exist."""

from botengine.spec.draft import unknown

RULE = "unknown-screen"
check = unknown("screen")
