"""A screen loads or lists what an action answers, but the action does not say of which type that is."""
