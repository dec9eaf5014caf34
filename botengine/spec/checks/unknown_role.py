"""A flow names a role that flows.yaml does not declare."""

from botengine.spec.draft import unknown

RULE = "unknown-role"
check = unknown("role")
