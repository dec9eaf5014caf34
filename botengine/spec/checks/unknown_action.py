"""A `do`, `load` or `list` names an action that no plug-in offers."""
