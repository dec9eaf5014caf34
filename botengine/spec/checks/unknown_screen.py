"""A `go` or `start` leads to a screen that does not exist."""
