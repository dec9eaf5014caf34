"""The ticket shop behind the bot: one port, and the shops that fit it."""
