"""A data field or a field of a record does not exist: in `ask`, `keep`, `set`, `with` or an expression."""
