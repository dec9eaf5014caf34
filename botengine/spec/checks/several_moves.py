"""A step has two moves, such as `go` and `back`; only one can happen."""
