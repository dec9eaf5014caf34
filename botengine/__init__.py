"""Botengine: conversation state machines for Viber bots, described in YAML."""
