"""The value of a key has the wrong form: a list where a text is wanted, a number outside its limits."""
