"""A field or check names a type that is neither built in nor declared in `types`."""
