"""The form of a person, on the pages people and profile: what it shows, and what of it may be saved."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from botengine.spec.bot import Bot
from botengine.values import Account, User
from botengine.web.page import Wrong
from botengine.web.visit import Visit
from botengine.web.words import LANGUAGES, N_

TIME = re.compile(r"([01]\d|2[0-3]):[0-5]\d")
ADDRESS = re.compile(
    r"[^@\s,;<>\"]{1,64}@[^@\s,;<>\"]{1,189}"
)  # one address, no header: mail is checked again


def choices(visit: Visit, user: User) -> dict[str, Any]:
    """What the templates of these forms choose from."""
    bot = visit.site.spec()
    start, _, end = user.quiet.partition("-")
    return {
        "roles": list(bot.roles) or [""],
        "languages": LANGUAGES,
        "attributes": attributes(bot, user),
        "suggested": suggested(visit),
        "notices": notices(visit, user),
        "quiet": (start, end),
    }


def attributes(bot: Bot, user: User) -> dict[str, str]:
    """Those that the bot speaks of, as far as its sample people show it, and those that this person has."""
    known = sorted({name for person in bot.people.values() for name in person.attributes})
    return {**dict.fromkeys(known, ""), **user.attributes}


def suggested(visit: Visit) -> dict[str, list[str]]:
    """What others have as these attributes: who fills in a form need not know the words of the plug-ins."""
    found: dict[str, set[str]] = {}
    known = [each.user for each in visit.site.accounts.all(visit.site.id)]
    for user in (*known, *visit.site.spec().people.values()):
        for name, value in user.attributes.items():
            found.setdefault(name, set()).add(value)
    return {name: sorted(values) for name, values in found.items()}


def notices(visit: Visit, user: User) -> dict[str, tuple[str, bool]]:
    """Notice -> its label, and whether it is switched on, for those that this person can get."""
    bot = visit.site.spec()
    return {
        name: (visit.site.say(each.label, visit.language), bot.hears(user, name))
        for name, each in bot.notices.items()
        if each.label and bot.may_hear(user.role, name)
    }


def _moved(visit: Visit, user: User) -> frozenset[str]:
    """The notices whose switch is not where it is by default; those that were not shown stay as they are."""
    bot, shown = visit.site.spec(), notices(visit, user)
    moved = {name for name in shown if (f"notice {name}" in visit.form) != bot.notices[name].default}
    return (bot.moved(user) - shown.keys()) | moved


def own_fields(visit: Visit, user: User) -> dict[str, Any]:
    """What everybody may change of oneself: language, notices, quiet hours."""
    language = visit.field("language", 2)
    if language and language not in LANGUAGES:
        raise Wrong(N_("Please choose one of the languages."))
    start, end = visit.field("quiet-from", 5), visit.field("quiet-to", 5)
    if bool(start) != bool(end) or any(each and not TIME.fullmatch(each) for each in (start, end)):
        raise Wrong(N_("Quiet hours need a beginning and an end, such as 22:00 and 07:00."))
    return {
        "language": language,
        "muted": _moved(visit, user),
        "quiet": f"{start}-{end}" if start else "",
    }


def all_fields(visit: Visit, account: Account) -> dict[str, Any]:
    """What administrators may change of others."""
    name, email, role = of_name(visit), of_email(visit, account), of_role(visit)
    told = {"name": name, "email": email, "role": role, "attributes": visit.attributes()}
    return {**own_fields(visit, account.user), **told}


def of_name(visit: Visit, otherwise: str = "") -> str:
    """The name that was entered."""
    told = visit.field("name", 100) or otherwise
    name = " ".join("".join(sign if sign.isprintable() else " " for sign in told).split())
    if not name:
        raise Wrong(N_("Please give a name."))
    return name


def of_email(visit: Visit, account: Account) -> str:
    """The address that was entered: one, and nobody else's, since people log in with it."""
    email = visit.field("email", 254)
    if wrong := email_problem(email, account.user.id, visit.site.accounts.all(visit.site.id)):
        raise Wrong(wrong)
    return email


def email_problem(email: str, account: str, everybody: Iterable[Account]) -> str:
    """Why this cannot be the e-mail address of an account, or ""."""
    if email and not ADDRESS.fullmatch(email):
        return N_("This is no e-mail address.")
    others = {each.user.email.casefold() for each in everybody if each.user.id != account}
    return N_("Another person has this e-mail address.") if email and email.casefold() in others else ""


def of_role(visit: Visit) -> str:
    """The role that was chosen."""
    roles, role = visit.site.spec().roles, visit.field("role", 100)
    if roles and role not in roles:
        raise Wrong(N_("Please choose one of the roles."))
    return role
