"""`then` names an outcome that the action does not declare."""
