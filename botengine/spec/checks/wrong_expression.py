"""A text or condition is no expression of the language: wrong syntax, a call, a block, braces missing."""
