"""The emulator put together: one Starlette app with the API, the control API and the phone page."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.requests import Request
from starlette.responses import FileResponse
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

from botengine.clock import Clock, SystemClock
from botengine.emulator.cloud import Cloud
from botengine.emulator.control import Control
from botengine.emulator.faults import Faults
from botengine.emulator.phone import Phones
from botengine.emulator.rest import RestApi
from botengine.emulator.shelf import Shelf

STATIC = Path(__file__).parent / "static"
LOCAL_NAMES = ["127.0.0.1", "localhost", "testserver"]  # other Host headers: a foreign page's DNS trick


def create_emulator(*, state: Path | None = None, seed: int = 0, clock: Clock | None = None) -> Starlette:
    """A local Viber. `state`: a file in which all survives a kill; `seed`: decides ids and tokens.

    Where it is kinder than Viber: webhooks may be http:// (on this machine only); an unknown token that calls
    `set_webhook` or `get_account_info` becomes a bot; while a bot refuses connections, as during a restart,
    its callbacks are tried again every half second for 30 s, besides Viber's own schedule.
    """
    faults = Faults()
    cloud = Cloud(clock or SystemClock(), seed, Shelf(state))
    phones = Phones(cloud, faults)

    @asynccontextmanager
    async def life(_app: Starlette) -> AsyncIterator[None]:
        phones.delivery.start()
        yield
        cloud.watchers.tell(None)
        await phones.delivery.stop()
        cloud.shelf.close()

    app = Starlette(
        routes=[
            Route("/", page),
            Route("/pa/{method:path}", RestApi(phones, faults).answer, methods=["GET", "POST"]),
            *Control(phones, faults).routes(),
            Mount("/static", StaticFiles(directory=STATIC)),
        ],
        middleware=[Middleware(TrustedHostMiddleware, allowed_hosts=LOCAL_NAMES)],
        lifespan=life,
    )
    app.state.cloud = cloud
    return app


async def page(_request: Request) -> FileResponse:
    return FileResponse(STATIC / "index.html", headers={"Cache-Control": "no-store"})
