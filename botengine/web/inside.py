"""Whether the bot lives and works, and its figures: for monitors inside, for nobody behind the proxy."""

from __future__ import annotations

from collections.abc import Callable
from ipaddress import ip_address
from urllib.parse import urlsplit

from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from botengine.metrics import CONTENT_TYPE, Metrics
from botengine.web.guard import visitor
from botengine.web.site import LOOPBACK, Site


def inside_routes(site: Site, metrics: Metrics) -> list[Route]:
    def ready() -> Response:
        parts = site.health()
        return JSONResponse(dict(parts), 200 if all(parts.values()) else 503)

    def for_the_inside(answer: Callable[[], Response]) -> Callable[[Request], Response]:
        return lambda request: answer() if inside(request, site.public_url) else Response(status_code=404)

    return [
        Route("/healthz", lambda _: PlainTextResponse("ok\n")),
        Route("/readyz", for_the_inside(ready)),
        Route("/metrics", for_the_inside(lambda: Response(metrics.render(), media_type=CONTENT_TYPE))),
    ]


def inside(request: Request, public_url: str) -> bool:
    """Whether it comes from this machine or its network, and not under the name that a proxy passes on."""
    public = urlsplit(public_url).hostname
    try:
        near = ip_address(visitor(request)).is_private
    except ValueError:  # a socket of this machine
        near = True
    return near and (public in LOOPBACK or request.url.hostname != public)
