"""The second step of a log-in: the code of an authenticator app, asked for and set up."""

from __future__ import annotations

import logging

import msgspec
from starlette.responses import Response

from botengine.errors import SettingsError
from botengine.web import codes
from botengine.web.entrance import Login
from botengine.web.page import Page, Post, Wrong
from botengine.web.pages.login import wanted, welcome
from botengine.web.qr import picture
from botengine.web.visit import Visit
from botengine.web.words import N_

log = logging.getLogger(__name__)
WRONG = N_("This code does not fit, or was used before. Wait for the next one.")


def ask(visit: Visit) -> Response:
    """Only for somebody whose password was right a moment ago."""
    if visit.candidate is None or visit.logged_in:
        return visit.go("/login")
    return visit.render("code.html")


def enter(visit: Visit) -> Response:
    account, entrance = visit.candidate, visit.site.entrance
    login = entrance.login(account.user.id) if account else None
    if account is None or login is None or not login.app:
        return visit.go("/login")
    if not entrance.second_step(account.user.id, visit.field("code", 40), _key(visit, login)):
        target = f"account:{account.user.id}"
        visit.record("login.refused", target, None, {"address": visit.address, "step": 2})
        raise Wrong(WRONG, 401)
    return welcome(visit, account)


def _key(visit: Visit, login: Login) -> str:
    """The app's key; fits no app if it was sealed with another secret: recovery codes still let in."""
    try:
        return visit.site.seal.open(login.app)
    except SettingsError:
        log.exception("second step")
        return codes.new_key()


def offer(visit: Visit) -> Response:
    """A key to scan. It travels with the form, and is kept only when a code proves that it arrived."""
    key = visit.field("key") or codes.new_key()
    user = visit.account.user
    address = codes.address(key, visit.site.spec().name, user.email or user.id)
    return visit.render("second-step.html", key=key, qr=picture(address), can=bool(visit.site.seal))


def switch_on(visit: Visit) -> Response:
    entrance, account, key = visit.site.entrance, visit.account.user.id, visit.field("key")
    if len(key) != 32 or set(key) - set("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"):  # noqa: PLR2004 - 160 bits
        raise Wrong(WRONG)
    if not entrance.second_step(account, visit.field("code", 20), key):
        raise Wrong(WRONG)
    if login := entrance.login(account):
        entrance.save(account, msgspec.structs.replace(login, app=visit.site.seal.close(key)))
    visit.record("second_step.on", f"account:{account}")
    return visit.render("recovery.html", codes=entrance.new_recovery_codes(account))


def switch_off(visit: Visit) -> None:
    """Of the page profile, which is shown again if the password is wrong."""
    visit.site.entrance.forget_second_step(visit.account.user.id)
    visit.record("second_step.off", f"account:{visit.account.user.id}")


def later(visit: Visit) -> Response:
    return visit.go(wanted(visit) or "/login")


PAGES = (
    Page("/code", N_("Second step"), ask, {"enter": Post(enter)}, access="anyone"),
    Page(
        "/second-step",
        N_("Second step"),
        offer,
        {
            "on": Post(switch_on, sensitive=True),
            "later": Post(later),
        },
        access="person",
    ),
)
