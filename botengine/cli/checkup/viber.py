"""Doctor: the token is there, Viber takes it, and sends to this bot."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import urlsplit

import msgspec

from botengine.app import address
from botengine.cli.checkup.case import Case, Finding, advice, fine, problem
from botengine.errors import BotengineError
from botengine.runtime.activation import NotActivatedError
from botengine.store import reading
from botengine.viber.activation import META, Kept, asked
from botengine.viber.client import EVENTS, Account, ViberClient, is_local
from botengine.web.seal import Seal

GIVE = "Paste it on the page Viber-Bot Einstellungen, or name a file with it in BOTENGINE_VIBER_TOKEN_FILE."


def examine(case: Case) -> Iterator[Finding]:
    yield from public(case)
    if not case.bot and not case.settings.viber_token:
        return  # a token of the page is kept under the bot's name, which the flows tell
    try:
        token, source = token_of(case)
    except BotengineError as wrong:
        yield problem("token", f"The stored token cannot be read: {wrong}.", GIVE)
        return
    if not token:
        yield case.needed("token", "There is no Viber token: nothing can be received or sent.", GIVE)
        return
    yield fine("token", f"The Viber token is there, from {source}.")
    yield from account(case, token)


def public(case: Case) -> Iterator[Finding]:
    url = case.settings.public_url
    todo = "Set BOTENGINE_PUBLIC_URL to the https address of the reverse proxy, such as https://bot.example.test."
    if not url:
        yield case.needed("address", "BOTENGINE_PUBLIC_URL is not set: Viber cannot reach the bot.", todo)
    elif urlsplit(url).scheme != "https":
        tell = case.needed if is_local(url) else problem
        yield tell("address", f"{url} is not an https address; Viber takes no other.", todo)
    else:
        yield fine("address", f"{url} is the public address.")


def token_of(case: Case) -> tuple[str, str]:
    """The token and where it is from, "" for none. SettingsError if it was sealed with another secret."""
    if case.settings.viber_token:
        return case.settings.viber_token.reveal(), "the settings"
    sealed = case.ask(lambda tx: reading.meta(tx, case.bot_id, META), None)
    if not sealed:
        return "", ""
    return msgspec.json.decode(Seal(case.settings.secret).open(sealed), type=Kept).token, "the web page"


def account(case: Case, token: str) -> Iterator[Finding]:
    try:
        found = asked(ViberClient(token, case.settings.viber_api).get_account_info)
    except NotActivatedError as wrong:
        said = f" ({wrong.said})" if wrong.said else ""
        yield problem("account", f"Viber does not answer as it should{said}.", wrong.advice)
    except BotengineError as wrong:
        yield problem("account", f"Viber cannot be asked: {wrong}.", "Check BOTENGINE_VIBER_API.")
    else:
        yield fine("account", f"Viber knows the bot as {found.name}.")
        yield from webhook(case, found)


def webhook(case: Case, found: Account) -> Iterator[Finding]:
    todo = "botengine webhook set, or Activate on the page Viber-Bot Einstellungen."
    if not case.bot:
        yield advice("webhook", "It cannot be compared while the flows have mistakes.", "botengine check")
        return
    path = f"/viber/{address(case.bot_id, case.settings.secret)}"
    wanted = case.settings.public_url and case.settings.public_url + path
    wrong = [*missing(found, wanted)]
    yield from (problem("webhook", f"{each[:1].upper()}{each[1:]}.", todo) for each in wrong)
    if not wrong:
        yield fine("webhook", f"Viber sends to {found.webhook}.")


def missing(account: Account, wanted: str) -> Iterator[str]:
    """What keeps messages from coming here; `wanted`: the address they should come to, "" if not known."""
    if not account.webhook:
        yield "no webhook is set, so nobody can write to the bot"
        return
    if events := [event for event in EVENTS if event not in account.event_types]:
        yield f"{', '.join(events)} not sent"
    if wanted and account.webhook.partition("?")[0] != wanted:
        yield f"Viber should send to {wanted}"
