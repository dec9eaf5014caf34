"""A notice has the name of a screen of its flow."""
