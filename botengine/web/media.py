"""GET /media/<token>/<name.ext>: a file that an action made for one person, for a day."""

from __future__ import annotations

from collections.abc import Callable

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from botengine.runtime.media import LIFETIME
from botengine.values import File

PICTURES = {"image/png", "image/jpeg", "image/gif"}  # all that is shown; everything else is only saved
HEADERS = {
    "Cache-Control": f"private, max-age={LIFETIME:.0f}, immutable",
    "Content-Security-Policy": "default-src 'none'; sandbox",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Robots-Tag": "noindex",
}


def media_route(find: Callable[[str, str], File | None]) -> Route:
    """`find` gives the file of a token and a name. Whatever is wrong with them: the same 404."""

    def serve(request: Request) -> Response:
        file = find(request.path_params["token"], request.path_params["name"])
        if file is None:
            return PlainTextResponse("no such file\n", 404)
        shown = "inline" if file.type in PICTURES else "attachment"
        return Response(file.content, media_type=file.type, headers={**HEADERS, "Content-Disposition": shown})

    return Route("/media/{token}/{name}", serve)
