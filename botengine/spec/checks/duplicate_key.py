"""A key stands twice in one block; YAML would silently forget the first."""
