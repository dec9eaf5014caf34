"""The emulator on a port of this machine, in a thread of its own: for tests, the demo, fixtures."""

from __future__ import annotations

import socket
import threading
from pathlib import Path
from types import TracebackType
from typing import Self

import uvicorn

from botengine.clock import Clock
from botengine.emulator.app import create_emulator
from botengine.emulator.traffic import Watchers
from botengine.errors import BotengineError

LOOPBACK = "127.0.0.1"
SECONDS_TO_STOP = 10.0


class EmulatorServer:
    """A running emulator: `with EmulatorServer() as viber: ... viber.url`."""

    def __init__(self, *, state: Path | None = None, seed: int = 0, clock: Clock | None = None) -> None:
        self.state, self.seed, self.clock = state, seed, clock
        self.url = ""  # http://127.0.0.1:PORT once it is started

    @property
    def api(self) -> str:
        """What a bot takes as the address of Viber's API."""
        return f"{self.url}/pa"

    def start(self, port: int = 0) -> Self:
        """Listen on a port of loopback, 0 for any free one; raises BotengineError if it is taken."""
        listener = socket.socket()
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind((LOOPBACK, port))
        except OSError as problem:
            listener.close()
            raise BotengineError(
                f"port {port} cannot be used ({problem.strerror}); take another one, or 0"
            ) from None
        app = create_emulator(state=self.state, seed=self.seed, clock=self.clock)
        config = uvicorn.Config(app, log_config=None, access_log=False, timeout_graceful_shutdown=3)
        self._server = _Server(config)
        self._server.watchers = app.state.cloud.watchers
        self._thread = threading.Thread(
            target=self._server.run, args=([listener],), name="emulator", daemon=True
        )
        self._thread.start()
        self._server.ready.wait(SECONDS_TO_STOP)
        self.url = f"http://{LOOPBACK}:{listener.getsockname()[1]}"
        return self

    def stop(self) -> None:
        """Stop; what bots have not taken yet is kept for the next start, if there is a state file."""
        self._server.should_exit = True
        self._thread.join(SECONDS_TO_STOP)

    def __enter__(self) -> Self:
        return self if self.url else self.start()

    def __exit__(
        self, kind: type[BaseException] | None, problem: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()


class _Server(uvicorn.Server):
    """uvicorn that says when it listens, and lets the phone pages go before it waits for them."""

    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self.ready = threading.Event()
        self.watchers: Watchers | None = None

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self.ready.set()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        if self.watchers:
            self.watchers.tell(None)
        await super().shutdown(sockets)
