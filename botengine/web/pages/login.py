"""Log-in with name and password, log-out, and what a bare /web leads to."""

from __future__ import annotations

import logging
from urllib.parse import quote

from starlette.responses import Response

from botengine.values import Account
from botengine.web.page import Page, Post, Wrong
from botengine.web.visit import Visit
from botengine.web.words import N_

log = logging.getLogger(__name__)


def show(visit: Visit) -> Response:
    return visit.go(home(visit)) if visit.logged_in else visit.render("login.html", name=visit.field("name"))


def home(visit: Visit) -> str:
    """The first page of who is logged in."""
    return "/requests" if visit.is_operator else "/profile"


def log_in(visit: Visit) -> Response:
    name, device = visit.field("name", 200), visit.cookie("device")
    password = visit.form.get("password", "")
    account = visit.site.entrance.check(name, password, visit.address, device)
    if account is None:
        log.warning("log-in refused", extra={"address": visit.address})
        if meant := visit.site.entrance.named(name):
            # not waited for: the time would tell that there is such a name
            target, after = f"account:{meant.user.id}", {"address": visit.address}
            visit.site.audit.record(visit.site.id, "", "login.refused", target, after=after)
        raise Wrong(N_("Name and password do not fit together."), 401)
    return proceed(visit, account)


def proceed(visit: Visit, account: Account) -> Response:
    """After the password: the second step, or in."""
    login = visit.site.entrance.login(account.user.id)
    if not login or not login.app:
        return welcome(visit, account)
    begin(visit, account, whole=False)
    return visit.go(f"/code{_next(visit)}")


def begin(visit: Visit, account: Account, *, whole: bool = True) -> str:
    """A new session with a new cookie, whatever the browser had before."""
    entrance = visit.site.entrance
    if visit.session:
        entrance.leave(visit.session.key)
    agent = visit.request.headers.get("user-agent", "")
    token = entrance.enter(account.user.id, visit.address, agent, whole=whole)
    visit.set_cookie("session", token)
    return token


def welcome(visit: Visit, account: Account) -> Response:
    """Let somebody in who has proved all that is asked for; administrators are offered a second step once."""
    entrance, login = visit.site.entrance, visit.site.entrance.login(account.user.id)
    begin(visit, account)
    visit.set_cookie("device", entrance.know(account.user.id, visit.cookie("device")), lasts=True)
    visit.site.audit.record(visit.site.id, account.user.id, "login", f"account:{account.user.id}").result()
    first = login is not None and not login.at and not login.app
    if first and visit.site.is_operator(account) and visit.site.seal:
        return visit.go(f"/second-step{_next(visit)}")
    return visit.go(wanted(visit) or "/login")


def wanted(visit: Visit) -> str:
    """The page that was asked for before the log-in; only ours, never another site."""
    path = visit.request.query_params.get("next", "")
    return path if path.startswith("/") and not path.startswith("//") and "\\" not in path else ""


def _next(visit: Visit) -> str:
    return f"?next={quote(path)}" if (path := wanted(visit)) else ""


def log_out(visit: Visit) -> Response:
    if visit.session:
        visit.site.entrance.leave(visit.session.key)
    visit.set_cookie("session", "")
    visit.header("Clear-Site-Data", '"cache", "storage"')
    return visit.go("/login?done=out")


PAGES = (
    Page("/", N_("Log in"), lambda visit: visit.go(home(visit)), access="person"),
    Page(
        "/login",
        N_("Log in"),
        show,
        {"enter": Post(log_in), "out": Post(log_out, N_("You are logged out."))},
        access="anyone",
    ),
)
