"""A key that means nothing without another one beside it, such as `then` without `do`."""
