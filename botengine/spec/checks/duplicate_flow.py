"""Two files define a flow of the same name."""
