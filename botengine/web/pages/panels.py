"""Pages that plug-ins fill, such as statistics: what a person sees there is the plug-in's business."""

from __future__ import annotations

from base64 import b64encode

from starlette.responses import Response

from botengine.web.page import Missing, Page
from botengine.web.visit import Visit
from botengine.web.words import N_

TITLES = (N_("Statistics"),)  # that plug-ins often have; others stand in the menu as they are


def show(visit: Visit) -> Response:
    site, user, name = visit.site, visit.account.user, visit.part("panel")
    if name not in site.panels_for(user):
        raise Missing
    choice = visit.request.query_params.get("show", "")[:50]
    panel = site.fill(name, user, visit.language, choice)
    pictures = [f"data:{file.type};base64,{b64encode(file.content).decode()}" for file in panel.pictures]
    return visit.render("panel.html", panel=panel, pictures=pictures, choice=choice, name=name)


PAGES = (Page("/{panel}", N_("Nothing here"), show, access="person"),)
