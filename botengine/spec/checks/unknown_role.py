"""A flow names a role that flows.yaml does not declare."""
