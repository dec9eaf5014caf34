"""A block has a key that the language does not know; mostly a typing error."""
