"""People: the system users, what they may do, what they are told, and how they get in."""

from __future__ import annotations

from typing import Any

from starlette.responses import Response

from botengine.runtime.directory import new_id
from botengine.runtime.invites import INVITE_LIFE, deep_link
from botengine.values import Account, User
from botengine.web.forms import all_fields, choices
from botengine.web.page import Entry, Missing, Page, Post, Wrong
from botengine.web.qr import picture
from botengine.web.visit import Visit
from botengine.web.words import N_

SHOWN = 200  # people of a list
LAST = N_("You cannot take your own access away: ask another administrator to do it.")


def everybody(visit: Visit) -> Response:
    site, wanted = visit.site, visit.request.query_params.get("q", "").strip()[:100]
    found = [each for each in site.accounts.all(site.id) if _fits(each.user, wanted)]
    rows = [row(visit, each) for each in found[:SHOWN]]
    return visit.render("people.html", rows=rows, wanted=wanted, more=len(found) > SHOWN)


def row(visit: Visit, account: Account) -> dict[str, Any]:
    chats = visit.site.accounts.linked(visit.site.id, account.user.id)
    return {
        "account": account,
        "chats": len(chats),
        "logs_in": visit.site.entrance.has_password(account.user.id),
    }


def _fits(user: User, wanted: str) -> bool:
    text = " ".join((user.name, user.email, user.role, *user.attributes.values())).casefold()
    return all(word in text for word in wanted.casefold().split())


def new(visit: Visit) -> Response:
    user = User("", role=(list(visit.site.spec().roles) or [""])[-1])
    return visit.render("new-person.html", account=Account(user), **choices(visit, user))


def create(visit: Visit) -> Response:
    site = visit.site
    fields = all_fields(visit, Account(User("")))
    account = Account(User(new_id(), **fields), created=site.clock.time())
    site.accounts.save(site.id, account, visit.account.user.id).result()
    return visit.go(f"/people/{account.user.id}?done=save")


def edit(visit: Visit, **more: Any) -> Response:
    account, site = person(visit), visit.site
    login = site.entrance.login(account.user.id)
    return visit.render(
        "person.html",
        account=account,
        chats=[(chat, picture_of(visit, chat)) for chat in site.accounts.linked(site.id, account.user.id)],
        login=login,
        sessions=site.entrance.sessions(account.user.id),
        **choices(visit, account.user),
        **{"link": "", "invite": None, **more},
    )


def person(visit: Visit) -> Account:
    """Whose page this is."""
    account = visit.site.accounts.get(visit.site.id, visit.part("id"))
    if account is None:
        raise Missing
    return account


def picture_of(visit: Visit, chat: Any) -> str:
    """The picture of a chat user, if browsers may fetch it."""
    shown = chat.profile.avatar if chat.profile else ""
    return shown if visit.site.may_show(shown) else ""


def save(visit: Visit) -> None:
    account, site = person(visit), visit.site
    fields = all_fields(visit, account)
    if fields["role"] != account.user.role:
        if visit.account.user.id == account.user.id:
            raise Wrong(LAST)
        visit.confirm()
    site.accounts.change(site.id, account.user.id, visit.account.user.id, **fields).result()


def unlink(visit: Visit) -> None:
    site, chat = visit.site, _own_chat(visit)
    site.accounts.unlink(site.id, chat, visit.account.user.id).result()


def rotate(visit: Visit) -> None:
    site, chat = visit.site, _own_chat(visit)
    site.accounts.rotate(site.id, chat, visit.account.user.id).result()


def _own_chat(visit: Visit) -> str:
    """The chat of the form, which must be this person's."""
    chats = {chat.user for chat in visit.site.accounts.linked(visit.site.id, person(visit).user.id)}
    if (chat := visit.field("chat")) not in chats:
        raise Missing
    return chat


def password_link(visit: Visit) -> Response:
    """Shown once, to be passed on; whoever opens it chooses a password."""
    account = person(visit)
    token = visit.site.entrance.link(account.user.id)
    visit.record("password.link", f"account:{account.user.id}")
    return edit(visit, link=f"{visit.base}/web/set-up/{token}")


def invite(visit: Visit) -> Response:
    """A one-time link for this person's Viber, with its QR code; shown once."""
    account, site = person(visit), visit.site
    uri = site.viber.standing(visit.base).uri
    if not uri:
        raise Wrong(N_("First activate the bot: without its address in Viber there is no link to it."))
    token = site.store.invites.make(site.id, account.user.id, visit.account.user.id).result()
    link = deep_link(uri, token)
    code = picture(link, visit._("QR code of the link"))
    return edit(visit, invite={"link": link, "qr": code, "minutes": int(INVITE_LIFE // 60)})


def forget_second_step(visit: Visit) -> None:
    account = person(visit)
    visit.site.entrance.forget_second_step(account.user.id)
    visit.record("second_step.off", f"account:{account.user.id}")


def end_sessions(visit: Visit) -> None:
    visit.site.entrance.leave_everywhere(person(visit).user.id)
    visit.record("sessions.end", f"account:{person(visit).user.id}")


def switch(visit: Visit) -> None:
    """Deactivate, or activate again: valid at once, in the bot and on the pages."""
    account, site = person(visit), visit.site
    if account.user.id == visit.account.user.id:
        raise Wrong(LAST)
    change = {"active": not account.active}
    site.accounts.change(site.id, account.user.id, visit.account.user.id, **change).result()
    if account.active:
        site.entrance.leave_everywhere(account.user.id)


PAGES = (
    Page("/people", N_("People"), everybody, entry=Entry("users", 20)),
    Page("/people/new", N_("New person"), new, {"create": Post(create, sensitive=True)}),
    Page(
        "/people/{id}",
        N_("Person"),
        edit,
        {
            "save": Post(save, N_("Saved.")),
            "unlink": Post(unlink, N_("Access in Viber was taken away, at once.")),
            "rotate": Post(
                rotate, N_("The key was changed: buttons that were shown before do nothing any more.")
            ),
            "invite": Post(invite, sensitive=True),
            "password-link": Post(password_link, sensitive=True),
            "second-step-off": Post(forget_second_step, N_("The second step was reset."), sensitive=True),
            "end-sessions": Post(end_sessions, N_("All sessions have ended.")),
            "switch": Post(switch, N_("Saved."), sensitive=True),
        },
    ),
)
