"""Run the bot for production: webhook, conversations, sending."""

from __future__ import annotations

import os
from dataclasses import replace

import click

WITHOUT = {
    "BOTENGINE_SECRET": "no Viber token and no second step can be kept. `openssl rand -hex 32` makes one",
    "a Viber token": "nothing is received or sent. Paste it on the page Viber-Bot Einstellungen, "
    "or name a file with it in BOTENGINE_VIBER_TOKEN_FILE",
}
ROLES = ("web", "worker", "sender")


def _roles(_ctx: click.Context, _option: click.Parameter, text: str) -> tuple[str, ...]:
    roles = tuple(filter(None, text.split(",")))
    if unknown := [role for role in roles if role not in ROLES] or ([] if roles else ["nothing"]):
        raise click.BadParameter(f"'{unknown[0]}' is no role; take some of {','.join(ROLES)}")
    return roles


@click.command("run")
@click.option("--host", help="Address to listen on (default: BOTENGINE_HOST).")
@click.option("--port", type=click.IntRange(0, 65535), help="Port, 0 for any (default: BOTENGINE_PORT).")
@click.option("--role", "roles", default=",".join(ROLES), show_default=True, callback=_roles,
              help="What this process does: answer the web, run conversations, send.")  # fmt: skip
@click.option("--json-log", is_flag=True, help="Write the log as JSON, a record a line.")
def command(host: str | None, port: int | None, roles: tuple[str, ...], json_log: bool) -> None:
    """Run the bot of BOTENGINE_FLOWS until Ctrl-C or SIGTERM."""
    from botengine import log
    from botengine.app import create_app
    from botengine.server import HttpServer
    from botengine.settings import Settings
    from botengine.web.entrance import LINK

    settings = Settings.from_env(os.environ)
    settings = replace(settings, host=host or settings.host, port=settings.port if port is None else port)
    secrets = (settings.viber_token, settings.secret, settings.smtp, settings.pretix_token)
    log.configure(secrets=secrets, machine=json_log)
    app = create_app(settings, roles=roles)  # type: ignore[arg-type]  # checked above
    app.assembly.services.prepare()  # a plug-in's wrong setting is told in a line, not by the log
    server = HttpServer(app.asgi, settings.host, settings.port)
    click.echo(f"web {server.url}\nwebhook {server.url}{app.webhook_path}")
    if "web" in roles and (link := app.site.set_up_link(server.url)):
        click.echo(f"set-up {link}  (once, within {LINK / 3600:.0f} hours: makes the first administrator)")
    for missing, there in (("BOTENGINE_SECRET", settings.secret), ("a Viber token", app.client.token)):
        if not there:
            click.echo(f"without {missing} {WITHOUT[missing]}", err=True)
    server.run()
