"""Doctor: what a bot in production needs, and a trial does not."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from contextlib import suppress
from pathlib import Path

from botengine.cli.checkup.case import Case, Finding, advice, fine, problem
from botengine.cli.checkup.machine import asked
from botengine.store.accounts import everybody
from botengine.values import Account
from botengine.viber.client import is_local

LOOPBACK = {"127.0.0.1", "localhost", "::1"}
SECRET = "BOTENGINE_SECRET is not set: no token can be stored, and the webhook's address can be guessed."  # noqa: S105
SECOND = "Operators can log in with a password alone."
INSIDE = ("/metrics", "/readyz")
BAD = 300  # from here on it is no answer
SHIPPERS = {
    "systemd-journal-upload", "rsyslogd", "syslog-ng", "vector", "fluent-bit", "fluentd", "filebeat",
    "promtail", "alloy", "otelcol", "otelcol-contrib",
}  # fmt: skip
SHIP = "Send the journal on (systemd-journal-upload, rsyslog ...): docs/howto/deploy.md."
NETWORK = "Let only the reverse proxy reach the port, and let it pass only the paths of docs/howto/deploy.md."
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
    if case.settings.second_step != "demanded":
        yield case.needed("log-in", SECOND, "Set BOTENGINE_SECOND_STEP=demanded.")
    if case.deploy:
        yield from outside(case.settings.public_url)
        yield shipped(running())
        yield advice("backups", "Nobody can see from here whether there are backups.", COPIES)


def outside(url: str) -> Iterator[Finding]:
    """What is meant for the inside is not answered under the public address."""
    for path in INSIDE if url and not is_local(url) else ():
        if (answer := asked(url + path)) and answer[0] < BAD:
            yield problem("network", f"Everybody can read {url}{path}.", NETWORK)


def shipped(programs: Collection[str]) -> Finding:
    """Logs are on another machine, too: who breaks in here cannot rewrite those."""
    if found := sorted(SHIPPERS.intersection(programs)):
        return fine("log", f"{found[0]} runs here; it can send the log to another machine.")
    return advice("log", "Nothing that sends logs to another machine is seen here.", SHIP)


def running() -> set[str]:
    """Names of the programs of this machine, as far as we may see them."""
    found = set()
    for file in Path("/proc").glob("[0-9]*/cmdline"):
        with suppress(OSError):
            found.add(Path(file.read_bytes().partition(b"\0")[0].decode(errors="replace")).name)
    return found


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
    return case.ask(lambda tx: everybody(tx, case.bot_id), [])
