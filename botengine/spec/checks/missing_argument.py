"""An action or flow needs an argument that is neither a variable of that name nor given in `with`."""

from botengine.spec.draft import noted

RULE = "missing-argument"
check = noted(RULE)
