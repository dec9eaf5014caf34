"""Viber-Bot Einstellungen: the token, activation, and how people find the bot."""

from __future__ import annotations

from urllib.parse import quote

from starlette.responses import Response

from botengine.runtime.activation import NotActivatedError
from botengine.web.page import Entry, Page, Post, Wrong
from botengine.web.qr import picture
from botengine.web.visit import Visit
from botengine.web.words import N_


def show(visit: Visit) -> Response:
    known = visit.site.viber.standing(visit.base)
    chat = f"viber://pa?chatURI={quote(known.uri)}"
    return visit.render(
        "settings.html",
        known=known,
        chat=chat,
        qr=picture(chat, visit._("QR code of the bot")) if known.uri else "",
        share=f"https://chats.viber.com/{quote(known.uri)}",
        icon_url=known.icon if visit.site.may_show(known.icon) else "",
        trouble=advice(visit, known.problem) if known.problem else "",
    )


def activate(visit: Visit) -> None:
    token, before = visit.field("token", 200), visit.site.viber.standing(visit.base)
    try:
        visit.site.viber.activate(token, visit.base)
    except NotActivatedError as problem:
        raise Wrong(advice(visit, problem)) from problem
    finally:  # what Viber refused afterwards does not undo a new token
        if token:
            visit.record("viber.token", "bot", {"token": before.token}, {"token": "page"})
    visit.record("viber.activate", "bot", {"webhook": before.webhook}, {"webhook": before.wanted})


def deactivate(visit: Visit) -> None:
    before = visit.site.viber.standing(visit.base)
    try:
        visit.site.viber.deactivate()
    except NotActivatedError as problem:
        raise Wrong(advice(visit, problem)) from problem
    visit.record("viber.deactivate", "bot", {"webhook": before.webhook}, {"webhook": ""})


def advice(visit: Visit, problem: NotActivatedError) -> str:
    """What to do, in the visitor's language, and what Viber said."""
    told = " ".join(visit._(problem.advice).replace("{SERVES}", "").split())
    viber = visit._("Viber says:")
    return f"{told} {viber} {problem.said[:300]}" if problem.said else told


PAGES = (
    Page(
        "/settings",
        N_("Viber bot settings"),
        show,
        {
            "activate": Post(activate, N_("The bot is active."), sensitive=True),
            "deactivate": Post(
                deactivate, N_("The bot is switched off: Viber sends it nothing any more."), sensitive=True
            ),
        },
        entry=Entry("bot", 30),
    ),
)
