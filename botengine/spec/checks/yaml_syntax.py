"""The file is no YAML that flows may use: wrong punctuation or indentation, tags, tabs, too large."""
