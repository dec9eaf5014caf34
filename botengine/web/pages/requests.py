"""Neue Viber-Anfragen: strangers who wrote to the bot, to be let in as somebody or refused."""

from __future__ import annotations

from starlette.responses import Response

from botengine.runtime.directory import new_id
from botengine.runtime.requests import OPEN_AT_ONCE, Request, Verdict, digits, spoken
from botengine.values import Account, User
from botengine.web.forms import attributes, of_name, of_role, suggested
from botengine.web.page import Entry, Missing, Page, Post, Wrong
from botengine.web.visit import Visit
from botengine.web.words import N_

SHOWN = 20  # at once: each can be assigned to everybody, so a page of a thousand would be very long
REFUSED: dict[Verdict, str] = {
    "wrong": N_("The code has changed meanwhile. Please compare it once more."),
    "expired": N_("The code is too old. Send the person a new one, and compare that."),
    "closed": N_("This request was decided meanwhile."),
}


def show(visit: Visit) -> Response:
    site, bot = visit.site, visit.site.spec()
    wanted = visit.request.query_params.get("q", "").strip()[:100]
    found = [each for each in site.store.requests.all(site.id, limit=OPEN_AT_ONCE) if _fits(each, wanted)]
    found.sort(key=lambda each: str(each.id) != visit.field("request"))  # what was posted is first
    return visit.render(
        "requests.html",
        requests=found[:SHOWN],
        more=len(found) > SHOWN,
        wanted=wanted,
        rejected=site.store.requests.all(site.id, "rejected", limit=20),
        spoken=spoken,
        accounts=[each.user for each in site.accounts.all(site.id) if each.active],
        roles=list(bot.roles) or [""],
        attributes=attributes(bot, User("")),
        suggested=suggested(visit),
    )


def _fits(request: Request, wanted: str) -> bool:
    """Whether this may be the request that is looked for, by its code or by a part of the name."""
    code, name = digits(wanted), request.profile.name if request.profile else ""
    return bool(code and code in digits(request.code)) or wanted.casefold() in name.casefold()


def approve(visit: Visit) -> None:
    site, request = visit.site, _request(visit)
    account = _account(visit, request)
    if site.is_operator(account):
        visit.confirm()
    whom: str | Account = account.user.id if site.accounts.get(site.id, account.user.id) else account
    by, code = visit.account.user.id, visit.field("code", 20)
    _judge(site.store.requests.approve(site.id, request.id, code, whom, by).result())


def _account(visit: Visit, request: Request) -> Account:
    """The person who was chosen, or a new one as the form describes."""
    site, chosen = visit.site, visit.field("account")
    if chosen:
        known = site.accounts.get(site.id, chosen)
        if known is None or not known.active:
            raise Missing
        return known
    name = of_name(visit, request.profile.name if request.profile else "")
    user = User(new_id(), name, of_role(visit), attributes=visit.attributes())
    return Account(user, created=site.clock.time())


def reject(visit: Visit) -> None:
    _judge(
        visit.site.store.requests.reject(visit.site.id, _request(visit).id, visit.account.user.id).result()
    )


def renew(visit: Visit) -> None:
    site, request = visit.site, _request(visit)
    _judge(site.store.requests.renew(site.id, request.id, visit.account.user.id).result())


def _request(visit: Visit) -> Request:
    number = visit.field("request", 18)
    found = visit.site.store.requests.get(visit.site.id, int(number)) if number.isdecimal() else None
    if found is None:
        raise Missing
    return found


def _judge(verdict: Verdict) -> None:
    if verdict == "unknown":
        raise Missing
    if verdict != "done":
        raise Wrong(REFUSED[verdict], 409)


PAGES = (
    Page(
        "/requests",
        N_("New Viber requests"),
        show,
        {
            "approve": Post(approve, N_("Access was granted; the person is told in Viber.")),
            "reject": Post(reject, N_("The request was refused; the person is told in Viber.")),
            "renew": Post(renew, N_("A new code was sent to the person.")),
        },
        entry=Entry("message-circle", 10, lambda site: site.store.requests.count(site.id)),
    ),
)
