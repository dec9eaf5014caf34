"""An action or flow needs an argument that is neither a variable of that name nor given in `with`."""
