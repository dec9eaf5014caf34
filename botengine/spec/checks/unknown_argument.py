"""`with` gives something that the action or flow does not take."""
