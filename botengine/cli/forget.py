"""Forget somebody: everything about a chat or an account, in the database, on the disk and in its log."""

from __future__ import annotations

import click

from botengine.cli.operating import fail, operated


@click.command("forget")
@click.argument("user")
@click.confirmation_option(prompt="Conversation, messages, requests and account are deleted for good. Go on?")
def command(user: str) -> None:
    """Delete everything about USER: a chat (its Viber id), or an account with all its chats.

    What others did to them stays in the audit log without their name. The file is written anew, so that
    nothing is left on the disk; a bot that runs has to wait for that. Plug-ins forget what they keep: every
    action whose name ends with `.forget` is run with USER as `person`.
    """
    from botengine.engine.effects import ActionCall
    from botengine.store.connections import connect
    from botengine.store.forgetting import scrub
    from botengine.values import User

    with operated() as bot:
        rows = bot.store.forget(bot.id, user).result()
        file = bot.store.path
        for name in bot.services.registry.actions:
            if name.endswith(".forget"):
                bot.services.run(ActionCall(name, {"person": user}, f"forget {user}"), User(""), None)
    database = connect(file).conn
    clean = scrub(database)
    database.close()
    if not rows:
        fail(f"nothing is known of '{user}': botengine people list")
    click.echo(f"{rows} rows are deleted")
    if not clean:
        fail("old copies are still in the log of the database, which is being read: run the command again")
