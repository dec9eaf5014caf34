"""A block lacks a key that it cannot do without."""
