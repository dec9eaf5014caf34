"""An expression uses a name that is no data field, loaded record, or other variable of its place."""
