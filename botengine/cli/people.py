"""Let people in, see who is in, invite them, or show them the door."""

from __future__ import annotations

import os
from difflib import get_close_matches
from typing import TYPE_CHECKING, Any

import click

from botengine.cli.operating import OPERATOR, Operated, fail, operated, show

if TYPE_CHECKING:
    from botengine.runtime.requests import Request
    from botengine.values import Account

NEW = (
    click.option("--role", default="", help="Role, as flows.yaml declares it."),
    click.option("--email", default="", help="E-mail address."),
    click.option("--language", default="", help="Language of the texts; none: that of the phone."),
    click.option("--set", "attributes", multiple=True, metavar="NAME=VALUE", help="For plug-ins."),
)
AS_JSON = click.option("--json", "as_json", is_flag=True, help="For machines.")
VERDICTS = {
    "wrong": "the code belongs to another request now; ask the person for the newest one",
    "expired": "the code is too old; the person gets a new one by writing to the bot again",
    "closed": "the request is decided already: botengine people list",
    "unknown": "there is no such account, or it is switched off: botengine people list",
}


@click.group("people")
def command() -> None:
    """Let people in, see who is in, invite them, or show them the door."""


@command.command("list")
@AS_JSON
def listing(as_json: bool) -> None:
    """Show accounts with their chats, and the requests of strangers."""
    with operated() as bot:
        accounts = [_account(bot, each) for each in bot.store.accounts.all(bot.id)]
        requests = [_request(each) for each in bot.store.requests.all(bot.id)]
    lines = [_line(each) for each in accounts] or ["no accounts: botengine people add NAME --role ROLE"]
    lines += ["", "requests:", *map(_asks, requests)] if requests else []
    show({"accounts": accounts, "requests": requests}, "\n".join(lines), as_json=as_json)


@command.command()
@click.argument("name")
@click.option("--id", "account_id", default="", help="Id of the account; none: a new one is made.")
@AS_JSON
def add(name: str, account_id: str, as_json: bool, **told: Any) -> None:
    """Make an account for NAME. Nobody stands behind it until a request is approved, or by an invite."""
    with operated() as bot:
        account = _new(bot, name, account_id, told)
        if bot.store.accounts.get(bot.id, account.user.id):
            fail(f"there is an account '{account.user.id}' already: botengine people list")
        bot.store.accounts.save(bot.id, account, OPERATOR).result()
        made = bot.store.accounts.get(bot.id, account.user.id) or account
        show(_account(bot, made), f"account {account.user.id}", as_json=as_json)


@command.command()
@click.argument("code")
@click.option("--as", "account_id", default="", help="Id of the account that the person is.")
@click.option("--new", "name", default="", help="Name of a new account; then a role is needed.")
@AS_JSON
def approve(code: str, account_id: str, name: str, as_json: bool, **told: Any) -> None:
    """Let the person in who says CODE: it stands in their chat. They are told at once."""
    with operated() as bot:
        if bool(account_id) == bool(name):
            fail("who is it? Give --as ACCOUNT for one of `botengine people list`, or --new NAME --role ROLE")
        request = bot.store.requests.find(bot.id, code)
        if request is None:
            fail(f"nobody has the code '{code}' now; codes are good for 10 minutes")
        account = account_id or _new(bot, name, "", told)
        verdict = bot.store.requests.approve(bot.id, request.id, code, account, OPERATOR).result()
        _judge(verdict)
        person = bot.store.person(bot.id, request.user)
        done = {"user": request.user, "account": person.linked if person else ""}
        show(done, f"{_called(request)} is {done['account']} now", as_json=as_json)


def _decided(verb: str, said: str, meaning: str) -> None:
    """The command `verb` for a request of that number."""

    @command.command(verb, help=meaning)
    @click.argument("request", type=int)
    @AS_JSON
    def decide(request: int, as_json: bool) -> None:
        with operated() as bot:
            acts = {"reject": bot.store.requests.reject, "renew": bot.store.requests.renew}
            _judge(acts[verb](bot.id, request, OPERATOR).result(), f"there is no request {request}")
            show({"request": request, "done": verb}, said, as_json=as_json)


_decided("reject", "refused", "Refuse the REQUEST of that number (`people list`); the person is told once.")
_decided(
    "renew",
    "a new code is on its way to the chat",
    "Send a new code for the REQUEST of that number, also for one that was refused.",
)


@command.command()
@click.argument("who")
@click.option("--off", is_flag=True, help="Switch the account off, too: nobody can be linked to it again.")
@AS_JSON
def revoke(who: str, off: bool, as_json: bool) -> None:
    """Take the access of WHO away, an account or a single chat (its Viber id). Valid at once."""
    with operated() as bot:
        accounts = bot.store.accounts
        known = accounts.get(bot.id, who)
        chats = [person.user for person in accounts.linked(bot.id, who)] if known else [who]
        ended = [chat for chat in chats if accounts.unlink(bot.id, chat, OPERATOR).result()]
        if not known and not ended:
            fail(f"no account and no chat with access is called '{who}': botengine people list")
        if known and off:
            accounts.change(bot.id, who, OPERATOR, active=False).result()
        show({"chats": ended}, f"chats without access now: {len(ended)}", as_json=as_json)


@command.command()
@click.argument("account")
@click.option("--uri", default="", help="The bot's name in Viber's links; none: Viber is asked.")
@AS_JSON
def invite(account: str, uri: str, as_json: bool) -> None:
    """Make a link that lets in, as ACCOUNT, the first who opens it; good for 15 minutes."""
    from botengine.runtime.directory import NoSuchAccountError
    from botengine.runtime.invites import INVITE_LIFE, deep_link

    with operated() as bot:
        uri = uri or _uri(bot)
        try:
            token = bot.store.invites.make(bot.id, account, OPERATOR).result()
        except NoSuchAccountError as problem:
            fail(f"{problem}: botengine people list")
        link = deep_link(uri, token)
        show({"link": link, "seconds": INVITE_LIFE}, link, as_json=as_json)


@command.command("log-in")
@click.argument("account")
@click.option("--reset", is_flag=True, help="Take the second step away, too: for a lost phone.")
@AS_JSON
def log_in(account: str, reset: bool, as_json: bool) -> None:
    """Make a link with which ACCOUNT chooses a password for the web pages; once, within 24 hours."""
    from botengine.clock import SystemClock
    from botengine.web.entrance import LINK, Entrance
    from botengine.web.passwords import Passwords

    with operated() as bot:
        if not bot.store.accounts.get(bot.id, account):
            fail(f"there is no account '{account}': botengine people list")
        entrance = Entrance(bot.id, bot.store, SystemClock(), Passwords())
        if reset:
            entrance.forget_second_step(account)
        here = bot.settings.public_url or f"http://127.0.0.1:{bot.settings.port}"
        link = f"{here}/web/set-up/{entrance.link(account)}"
        bot.store.audit.record(bot.id, OPERATOR, "password.link", f"account:{account}").result()
        show({"link": link, "seconds": LINK}, link, as_json=as_json)


for each in (add, approve):
    for option in NEW:
        option(each)


def _uri(bot: Operated) -> str:
    from botengine.cli.checkup.case import Case
    from botengine.cli.checkup.viber import token_of
    from botengine.viber.client import ViberClient
    from botengine.viber.errors import ViberError

    token, _ = token_of(Case(bot.settings, os.environ))
    if not token:
        fail(
            "the bot's name in links is not known: set BOTENGINE_VIBER_TOKEN, activate it, or give --uri NAME"
        )
    try:
        return ViberClient(token, bot.settings.viber_api).get_account_info().uri
    except ViberError as problem:
        fail(str(problem))


def _new(bot: Operated, name: str, account_id: str, told: dict[str, Any]) -> Account:
    """An account of what was told, if the bot knows its role."""
    from botengine.runtime.directory import new_id
    from botengine.values import Account, User
    from botengine.web.forms import email_problem

    role, roles = told["role"], list(bot.bot.roles)
    if roles and role not in roles:
        near = get_close_matches(role, roles, 1)
        hint = f"did you mean --role {near[0]}?" if near else f"give --role {'|'.join(roles)}"
        fail(f"there is no role '{role}'; {hint}")
    if said := email_problem(told["email"], account_id, bot.store.accounts.all(bot.id)):
        fail(said)
    pairs = [each.partition("=") for each in told["attributes"]]
    if wrong := [name for name, equals, _ in pairs if not equals]:
        fail(f"--set {wrong[0]}: write --set NAME=VALUE")
    attributes = {name: value for name, _, value in pairs}
    user = User(account_id or new_id(), name, role, told["language"], told["email"], attributes)
    return Account(user)


def _judge(verdict: str, unknown: str = "") -> None:
    if verdict != "done":
        fail(unknown if unknown and verdict == "unknown" else VERDICTS[verdict])


# -- what is shown


def _account(bot: Operated, account: Account) -> dict[str, Any]:
    from botengine.runtime.directory import public

    chats = [person.user for person in bot.store.accounts.linked(bot.id, account.user.id)]
    return {"id": account.user.id, **public(account), "created": account.created, "chats": chats}


def _request(request: Request) -> dict[str, Any]:
    profile = request.profile
    claimed = {"name": _called(request), "language": profile.language if profile else ""}
    told = {"id": request.id, "user": request.user, "code": request.code, "created": request.created}
    return {**told, **claimed}


def _line(account: dict[str, Any]) -> str:
    state = "" if account["active"] else "  (off)"
    more = "".join(f", {name} {value}" for name, value in account["attributes"].items())
    count = len(account["chats"])
    chats = f"{count} chat{'s' * (count != 1)}"
    return f"{account['id']:14} {account['role']:10} {account['name']}, {chats}{more}{state}"


def _asks(request: dict[str, Any]) -> str:
    code = request["code"] or "code is over"
    return f"{request['id']:<5} {code:12}  says to be {request['name']}"


def _called(request: Request) -> str:
    """What the person is called, as they say; without signs that could play tricks on a terminal."""
    name = request.profile.name if request.profile else ""
    return "".join(filter(str.isprintable, name)) or request.user
