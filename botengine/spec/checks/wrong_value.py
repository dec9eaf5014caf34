"""The value of a key has the wrong form: a list where a text is wanted, a number outside its limits."""

from botengine.spec.draft import noted

RULE = "wrong-value"
check = noted(RULE)
