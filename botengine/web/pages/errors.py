"""Errors: what went wrong and waits for somebody, to be tried again or to be put aside."""

from __future__ import annotations

from starlette.responses import Response

from botengine.web.html import link_of
from botengine.web.page import Entry, Page, Post, Wrong
from botengine.web.pages.conversations import names_of
from botengine.web.redact import redacted
from botengine.web.visit import Visit
from botengine.web.words import N_

MANY = 1000  # troubles that one press tries again or puts aside
KINDS = {  # kind of a trouble: its name, and what it means
    "dead": (
        N_("given up"),
        N_("A message could not be worked on. It can be tried again: nothing is done twice."),
    ),
    "refused": (N_("refused by Viber"), N_("Viber does not accept this message as it is.")),
    "failed": (N_("not shown"), N_("Viber had taken the message, but the phone could not show it.")),
    "hasty": (N_("too fast"), N_("Somebody sent so much in a minute that the rest was dropped.")),
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
    more = site.store.insight.count(site.id) - len(rows)
    return visit.render("errors.html", rows=rows, more=more, again=any(line.again for line in lines))


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


def retry_all(visit: Visit) -> None:
    """Those that can be: after the shop was away for an hour, for instance."""
    site = visit.site
    for line in site.store.insight.troubles(site.id, limit=MANY):
        if line.again and site.store.insight.retry(site.id, line.id).result():
            visit.record("error.retry", f"error:{line.id}")
    site.wake()


def dismiss_all(visit: Visit) -> None:
    """Those that were on the page: what has come since then nobody has seen."""
    site, newest = visit.site, _number(visit)
    for line in site.store.insight.troubles(site.id, limit=MANY):
        if line.id <= newest and site.store.insight.dismiss(site.id, line.id).result():
            visit.record("error.dismiss", f"error:{line.id}")


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
            "retry-all": Post(retry_all, N_("It is tried again.")),
            "dismiss-all": Post(dismiss_all, N_("The errors are put aside.")),
        },
        entry=Entry("triangle-alert", 40, lambda site: site.store.insight.count(site.id)),
    ),
)
