"""From pages to routes: who may come in, what is posted, what is answered when something is wrong."""

from __future__ import annotations

import logging
import secrets
from collections.abc import Awaitable, Callable, Iterator
from typing import Any
from urllib.parse import parse_qsl

from starlette.concurrency import run_in_threadpool
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.routing import BaseRoute, Mount, Route
from starlette.staticfiles import StaticFiles

from botengine.errors import StoreFullError
from botengine.web.guard import Guard
from botengine.web.html import STATIC
from botengine.web.page import Missing, Page, Post, Wrong
from botengine.web.pages import all_pages, menu
from botengine.web.site import Site
from botengine.web.throttle import TooOften
from botengine.web.visit import Visit
from botengine.web.words import N_

MAX_FORM, MAX_FIELDS = 64 * 1024, 500  # bytes and fields of a form; the largest has a few dozen
SECRETS = {"token", "key", "password"}  # fields of forms
log = logging.getLogger(__name__)
FULL = N_(
    "The bot cannot store anything: its disk may be full. Nothing was changed. Try again when there is space."
)
WAIT = N_("Too many tries. Please wait {n} seconds, then try again.")


def pages_of(site: Site) -> list[BaseRoute]:
    """All pages of a bot, below /web, and what leads there."""
    site.menu = menu()
    routes: list[BaseRoute] = [Mount("/static", Statics(directory=STATIC))]
    for page in (*all_pages(), NOT_THERE):
        routes += _routes(site, page)
    first = [Route(path, lambda _: RedirectResponse("/web/")) for path in ("/", "/web")]
    return [Mount("/web", routes=routes, middleware=[Middleware(Guard, site=site)]), *first]


class Statics(StaticFiles):
    """Files whose addresses change with their content, so that browsers may keep them."""

    def file_response(self, *args: Any, **kwargs: Any) -> Response:
        response = super().file_response(*args, **kwargs)
        response.headers["Cache-Control"] = "public, max-age=31536000, immutable"
        return response


def _routes(site: Site, page: Page) -> Iterator[Route]:
    yield Route(page.path, _endpoint(site, page, None), methods=["GET"])
    for name, post in page.posts.items():
        path = f"{page.path.rstrip('/')}/{name}"
        yield Route(path, _endpoint(site, page, (name, post)), methods=["POST"])
        yield Route(path, _to_its_page, methods=["GET"])


def _to_its_page(request: Request) -> Response:
    """A browser that comes back to what was posted, such as a tab that is opened again, sees the page."""
    return RedirectResponse(request.url.path.rpartition("/")[0], 303)


def _endpoint(
    site: Site, page: Page, post: tuple[str, Post] | None
) -> Callable[[Request], Awaitable[Response]]:
    async def answer(request: Request) -> Response:
        form = await _form(request) if post else {}
        if form is None:
            return PlainTextResponse("This is too much for a form.\n", 413)
        return await run_in_threadpool(_answer, site, page, request, form, post)

    return answer


async def _form(request: Request) -> dict[str, str] | None:
    """What was posted; None if it is too much."""
    body = b""
    async for part in request.stream():
        body += part
        if len(body) > MAX_FORM:
            return None
    try:
        pairs = parse_qsl(body.decode(), keep_blank_values=True, max_num_fields=MAX_FIELDS)
    except ValueError:  # undecodable, or too many fields
        return None
    return {name: text.replace("\0", "") for name, text in pairs}


def _answer(
    site: Site, page: Page, request: Request, form: dict[str, str], post: tuple[str, Post] | None
) -> Response:
    visit = Visit(site, page, request, form)
    try:
        if page.access != "anyone" and not visit.logged_in:
            return _kept(visit) if visit.form else visit.go(visit.way_in)
        if page.access == "operator" and not visit.is_operator:
            log.warning("page refused", extra={"page": page.path, "account": visit.account.user.id})
            return _told(visit, 403, N_("This page is for administrators."))
        if page.access == "operator" and visit.must_set_up:
            return visit.go("/second-step")
        return page.show(visit) if post is None else _posted(visit, *post)
    except Missing:
        return _told(visit, 404, N_("There is no such page."))
    except Exception:
        number = secrets.token_hex(4)
        log.exception("page failed", extra={"page": page.path, "number": number})
        return _told(visit, 500, N_("That did not work. The bot's log has more about number {n}."), number)


def _kept(visit: Visit) -> Response:
    """The session ended while a form was filled in: it can be sent once more, but secrets are not shown."""
    visit.status = 401
    kept = {name: text for name, text in visit.form.items() if name != "again"}
    return visit.render("kept.html", kept={} if SECRETS & kept.keys() else kept)


def _told(visit: Visit, status: int, sentence: str, number: str = "") -> Response:
    visit.status = status
    return visit.render("told.html", sentence=visit._(sentence, n=number))


def _posted(visit: Visit, name: str, post: Post) -> Response:
    """Do it, then go on; or show the page as it was, with what is wrong."""
    try:
        if post.sensitive:
            visit.confirm()
        return post.act(visit) or visit.go(f"{visit.here}?done={name}")
    except Wrong as wrong:
        visit.problem, visit.status = visit._(wrong.sentence, **wrong.values), wrong.status
    except StoreFullError:
        log.exception("nothing was changed")
        visit.problem, visit.status = visit._(FULL), 503
    except TooOften as often:
        visit.problem, visit.status = visit._(WAIT, n=often.seconds), 429
        visit.header("Retry-After", str(often.seconds))
    return visit.page.show(visit)


def _not_found(_visit: Visit) -> Response:
    raise Missing


NOT_THERE = Page("/{path:path}", N_("Nothing here"), _not_found, access="anyone")
