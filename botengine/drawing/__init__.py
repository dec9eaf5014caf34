"""Drawings of a bot: its screens, and every way between them."""
