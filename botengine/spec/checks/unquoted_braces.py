"""A text that begins with `{{` needs quotes, because YAML reads a brace as the start of a mapping."""
