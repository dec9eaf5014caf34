"""POST /sources/<name>: where outside systems tell what happened; 200 only after the commit."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from concurrent.futures import Future

from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.routing import Route

from botengine.errors import BotengineError
from botengine.runtime.sources import NoSuchSourceError
from botengine.values import SourceRequest

log = logging.getLogger(__name__)
MAX_BODY = 64 * 1024  # bytes: what happened, not everything about it
SECONDS = 10.0  # for a whole body, and again for keeping it
Receive = Callable[[str, SourceRequest], Future[int]]


class TooLargeError(BotengineError):
    """The body is too large."""


def sources_route(receive: Receive) -> Route:
    """`receive` is Sources.receive of the bot: it may block, and raises what it refuses."""

    async def post(request: Request) -> Response:
        name = request.path_params["name"]
        try:
            return Response(status_code=await _kept(request, name, receive))
        except ClientDisconnect:
            return Response(status_code=400)  # nobody hears it
        except TooLargeError:
            return Response(status_code=413, headers={"Connection": "close"})
        except NoSuchSourceError:
            return Response(status_code=404)
        except PermissionError:
            log.warning("a request to source '%s' proved nothing and was refused", name)
            return Response(status_code=403)
        except Exception:
            log.exception("what was posted to source '%s' could not be kept", name)
            return Response(status_code=503)

    return Route("/sources/{name}", post, methods=["POST"])


async def _kept(request: Request, name: str, receive: Receive) -> int:
    async with asyncio.timeout(SECONDS):
        body = await _body(request)
    headers = {key.lower(): value for key, value in request.headers.items()}
    kept = await asyncio.to_thread(receive, name, SourceRequest(headers, body))
    await asyncio.wait_for(asyncio.shield(asyncio.wrap_future(kept)), SECONDS)
    return 200


async def _body(request: Request) -> bytes:
    body = bytearray()
    async for part in request.stream():
        body += part
        if len(body) > MAX_BODY:
            raise TooLargeError
    return bytes(body)
