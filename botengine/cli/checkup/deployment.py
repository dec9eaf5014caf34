"""Doctor: what a bot in production needs, and a trial does not."""

from __future__ import annotations

from collections.abc import Iterator

from botengine.cli.checkup.case import Case, Finding, advice, fine
from botengine.store.accounts import everybody
from botengine.values import Account
from botengine.viber.client import is_local

LOOPBACK = {"127.0.0.1", "localhost", "::1"}
SECRET = "BOTENGINE_SECRET is not set: no token can be stored, and the webhook's address can be guessed."  # noqa: S105
NETWORK = "Let only the reverse proxy reach the port: /metrics and /readyz are open there."
COPIES = "Copy the store each day, and try a copy now and then: docs/howto/deploy.md."


def examine(case: Case) -> Iterator[Finding]:
    if case.settings.secret:
        yield fine("secret", "BOTENGINE_SECRET is set.")
    else:
        yield case.needed(
            "secret", SECRET, "openssl rand -hex 32 makes one; keep a copy, apart from the store's."
        )
    yield from trial(case)
    yield from people(case)
    if case.settings.host not in LOOPBACK:
        yield advice("network", f"Other machines can reach {case.settings.host} without the proxy.", NETWORK)
    if case.deploy:
        yield advice("backups", "Nobody can see from here whether there are backups.", COPIES)


def trial(case: Case) -> Iterator[Finding]:
    """Things of the demo and the emulator."""
    folder = case.file.parent
    if (folder / "phones.db").exists():
        todo = "Let BOTENGINE_STORE name a file in a new folder."
        yield case.needed("demo", f"{folder} is the folder of a demo: all its people are invented.", todo)
    if is_local(case.settings.viber_api):
        todo = "Unset BOTENGINE_VIBER_API."
        yield case.needed("demo", f"{case.settings.viber_api} is an emulator, not Viber.", todo)


def people(case: Case) -> Iterator[Finding]:
    """Somebody can use the web pages, and the flows know everybody's role."""
    if not case.bot:
        return
    users = [account.user for account in accounts(case) if account.active]
    if not any(user.role in case.bot.operators for user in users):
        todo = "Start the bot: botengine run prints a link that makes the first administrator."
        yield case.needed("people", "Nobody may use the web pages yet.", todo)
    for user in users:
        if user.role not in case.bot.roles:
            todo = "Choose another role on the page of that person."
            yield case.needed("people", f"{user.name} has the unknown role '{user.role}'.", todo)


def accounts(case: Case) -> list[Account]:
    return case.ask(lambda database: everybody(database, case.bot_id), [])
