"""A `call` names a flow that does not exist."""
