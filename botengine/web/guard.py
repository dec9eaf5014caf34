"""The guard before all pages: right host, no foreign posts, headers that browsers protect people with."""

from __future__ import annotations

import logging
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from botengine.web.site import LOOPBACK, Site

log = logging.getLogger(__name__)
YEAR = 365 * 86_400
HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",  # with no-referrer, browsers send forms with `Origin: null`
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
}
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; "
    "img-src 'self' data: https://*.viber.com{pictures}; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
FOREIGN = "This form was not sent by a page of this bot. Go back, load the page again, and try once more.\n"
HOST = """This address is not the bot's. The pages are there on this machine (http://127.0.0.1:PORT/web/)
and under BOTENGINE_PUBLIC_URL, which must be an https address.\n"""


class Guard:
    """ASGI middleware. What it refuses never reaches a page."""

    def __init__(self, app: ASGIApp, site: Site) -> None:
        self.app, self.site = app, site
        pictures = f" {site.pictures}" if site.pictures else ""
        self._policy = POLICY.format(pictures=pictures)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                self._protect(MutableHeaders(scope=message), scope)
            await send(message)

        refusal = self.refusal(Request(scope)) if scope["type"] == "http" else None
        try:
            await (refusal or self.app)(scope, receive, guarded)
        except HTTPException as problem:  # no such file, or not this method
            await PlainTextResponse(f"{problem.detail}\n", problem.status_code)(scope, receive, guarded)

    def refusal(self, request: Request) -> PlainTextResponse | None:
        """Why this request is not answered."""
        host = request.url.hostname or ""
        if host not in self.site.hosts or not (self.site.is_secure(request.url) or host in LOOPBACK):
            return PlainTextResponse(HOST, 421)
        if request.method in ("GET", "HEAD") or own(request.headers):
            return None
        log.warning("foreign post refused", extra={"path": request.url.path, "address": visitor(request)})
        return PlainTextResponse(FOREIGN, 403)

    def _protect(self, headers: MutableHeaders, scope: Scope) -> None:
        headers.update({**HEADERS, "Content-Security-Policy": self._policy})
        headers.setdefault("Cache-Control", "no-store")
        if self.site.is_secure(Request(scope).url):
            headers["Strict-Transport-Security"] = f"max-age={2 * YEAR}; includeSubDomains"


def visitor(request: Request) -> str:
    return request.client.host if request.client else ""


def own(headers: Headers) -> bool:
    """Whether a request comes from a page of the same address. All browsers of today say where it is from."""
    if told := headers.get("sec-fetch-site"):
        return told == "same-origin"
    origin = urlsplit(headers.get("origin", ""))
    return bool(origin.netloc) and origin.netloc == headers.get("host")
