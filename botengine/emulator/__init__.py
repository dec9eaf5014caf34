"""A local Viber: its REST API, its callbacks, a control API, and phones in the browser."""
