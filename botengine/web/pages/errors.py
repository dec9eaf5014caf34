"""Errors: what went wrong and waits for somebody, to be tried again or to be put aside."""

from __future__ import annotations

from starlette.responses import Response

from botengine.web.page import Entry, Page, Post, Wrong
from botengine.web.pages.conversations import link_of, names_of
from botengine.web.redact import redacted
from botengine.web.visit import Visit
from botengine.web.words import N_

KINDS = {  # kind of a trouble: its name, and what it means
    "dead": (
        N_("given up"),
        N_("A message could not be worked on. It can be tried again: nothing is done twice."),
    ),
    "refused": (N_("refused by Viber"), N_("Viber does not accept this message as it is.")),
    "failed": (N_("not shown"), N_("Viber had taken the message, but the phone could not show it.")),
    "unknown": (N_("unclear"), N_("Nobody knows how an action ended. Please look whether it was done.")),
}


def show(visit: Visit) -> Response:
    site = visit.site
    lines = site.store.insight.troubles(site.id)
    names = names_of(visit, {line.user for line in lines})
    rows = [
        {
            "line": line,
            "kind": KINDS.get(line.trouble.kind, (line.trouble.kind, "")),
            "who": names.get(line.user, ""),
            "chat": link_of(line.user) if line.user else "",
            "body": redacted(line.trouble.body.decode(errors="replace")),
        }
        for line in lines
    ]
    return visit.render("errors.html", rows=rows)


def retry(visit: Visit) -> None:
    site, number = visit.site, _number(visit)
    if not site.store.insight.retry(site.id, number).result():
        raise Wrong(
            N_("This cannot be tried again: somebody did it already, or the message is too old."), 409
        )
    site.wake()
    visit.record("error.retry", f"error:{number}")


def dismiss(visit: Visit) -> None:
    site, number = visit.site, _number(visit)
    if site.store.insight.dismiss(site.id, number).result():
        visit.record("error.dismiss", f"error:{number}")


def _number(visit: Visit) -> int:
    text = visit.field("error", 18)
    return int(text) if text.isdecimal() else 0


PAGES = (
    Page(
        "/errors",
        N_("Errors"),
        show,
        {
            "retry": Post(retry, N_("It is tried again.")),
            "dismiss": Post(dismiss, N_("The error is put aside.")),
        },
        entry=Entry("triangle-alert", 40, lambda site: site.store.insight.count(site.id)),
    ),
)
