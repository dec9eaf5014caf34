"""One-time links: the first administrator makes a log-in; everybody else chooses a password."""

from __future__ import annotations

from dataclasses import replace

from starlette.responses import Response

from botengine.runtime.directory import new_id
from botengine.values import Account, User
from botengine.web import passwords
from botengine.web.forms import of_email, of_name
from botengine.web.page import Page, Post, Wrong
from botengine.web.pages.login import proceed
from botengine.web.visit import Visit
from botengine.web.words import N_


def show(visit: Visit) -> Response:
    account = _account(visit)
    if account is None:
        visit.status = 410
        return visit.render("told.html", sentence=visit._("This link was used before, or it has expired."))
    return visit.render("set-up.html", account=account, first=not account.user.id)


def make(visit: Visit) -> Response:
    """The password, and for the first administrator the account; the link is good once."""
    account = _account(visit)
    if account is None:
        return show(visit)
    if not account.user.id:
        name, email = of_name(visit), of_email(visit, account)
        account = replace(account, user=replace(account.user, id=new_id(), name=name, email=email))
    password = new_password(visit, account)
    if visit.site.entrance.use_link(visit.part("token")) is None:
        return show(visit)
    if visit.site.accounts.get(visit.site.id, account.user.id) is None:
        visit.site.accounts.save(visit.site.id, account, "set-up").result()
    visit.site.entrance.set_password(account.user.id, password)
    visit.site.entrance.leave_everywhere(account.user.id)
    return proceed(visit, account)


def new_password(visit: Visit, account: Account) -> str:
    """The password of the form; Wrong if it is easy to guess or was not typed twice alike."""
    password = visit.form.get("password", "")
    near = (account.user.name, account.user.email, account.user.id, visit.site.spec().name)
    if sentence := passwords.problem(password, near):
        most = passwords.LONGEST if sentence == passwords.TOO_LONG else passwords.SHORTEST
        raise Wrong(sentence, n=most)
    if visit.form.get("repeated", "") != password:
        raise Wrong(N_("The two passwords are not the same."))
    return password


def _account(visit: Visit) -> Account | None:
    """Whose link this is; an account without an id for the first administrator; None if it is not valid."""
    site, owner = visit.site, visit.site.entrance.linked(visit.part("token"))
    if owner:
        return site.accounts.get(site.id, owner)
    if owner is None or site.has_operator():
        return None
    role = next(iter(site.spec().operators), "")
    return Account(User("", role=role, language=visit.language), created=site.clock.time())


PAGES = (Page("/set-up/{token}", N_("Welcome"), show, {"make": Post(make)}, access="anyone"),)
