"""`with` gives something that the action or flow does not take."""

from botengine.spec.draft import unknown

RULE = "unknown-argument"
check = unknown("argument")
