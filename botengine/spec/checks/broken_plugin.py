"""A package of `actions` cannot be imported: it is not there, or its Python has an error."""
