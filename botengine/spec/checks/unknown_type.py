"""A field or check names a type that is neither built in nor declared in `types`."""

from botengine.spec.draft import unknown

RULE = "unknown-type"
check = unknown("type")
