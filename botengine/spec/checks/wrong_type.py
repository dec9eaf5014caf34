"""A value has another type than its place asks for: in an expression, argument, field, default or filter."""
