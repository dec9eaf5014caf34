"""An expression uses a filter that is neither built in nor offered by a plug-in."""
