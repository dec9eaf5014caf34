"""A pattern of a role fits no action."""
