"""One's own page: language, notices, password, second step, sessions. The only one for who is no operator."""

from __future__ import annotations

from starlette.responses import Response

from botengine.web.codes import digest
from botengine.web.forms import choices, own_fields
from botengine.web.page import Page, Post
from botengine.web.pages.login import begin
from botengine.web.pages.second_step import switch_off
from botengine.web.pages.set_up import new_password
from botengine.web.visit import Visit
from botengine.web.words import N_


def show(visit: Visit) -> Response:
    entrance, id_ = visit.site.entrance, visit.account.user.id
    login = entrance.login(id_)
    return visit.render(
        "profile.html",
        account=visit.account,
        **choices(visit, visit.account.user),
        sessions=entrance.sessions(id_),
        second_step=bool(login and login.app),
        recovery_left=entrance.recovery_left(id_),
    )


def save(visit: Visit) -> None:
    site, user = visit.site, visit.account.user
    site.accounts.change(site.id, user.id, user.id, **own_fields(visit, user)).result()


def change_password(visit: Visit) -> None:
    """All other sessions end: whoever knew the old one is out."""
    entrance, account = visit.site.entrance, visit.account
    entrance.set_password(account.user.id, new_password(visit, account))
    entrance.leave_everywhere(account.user.id, but=digest(begin(visit, account)))
    visit.record("password", f"account:{account.user.id}")


def leave(visit: Visit) -> None:
    """End one session of one's own."""
    own = {each.key for each in visit.site.entrance.sessions(visit.account.user.id)}
    if (key := visit.field("session")) in own:
        visit.site.entrance.leave(key)


def leave_everywhere(visit: Visit) -> Response:
    visit.site.entrance.leave_everywhere(visit.account.user.id)
    visit.set_cookie("session", "")
    return visit.go("/login?done=out")


PAGES = (
    Page(
        "/profile",
        N_("My profile"),
        show,
        {
            "save": Post(save, N_("Saved.")),
            "password": Post(
                change_password,
                N_("The password was changed. All other sessions have ended."),
                sensitive=True,
            ),
            "second-step-off": Post(switch_off, N_("Second step switched off"), sensitive=True),
            "leave": Post(leave, N_("The session has ended.")),
            "leave-everywhere": Post(leave_everywhere),
        },
        access="person",
    ),
)
