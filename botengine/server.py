"""The door to uvicorn: an HTTP server that slow, large and half-sent requests cannot wear down."""

import asyncio
import resource
import socket
import threading
import time
from contextlib import suppress
from typing import Any, Self

import uvicorn
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from botengine.errors import BotengineError

HEAD_SECONDS = 10.0  # from the connection, or a request's first byte, to the end of its headers
BODY_SECONDS = 15.0  # for the rest of the request; the webhook itself waits 10
MAX_HEAD = 64 * 1024  # bytes of headers: uvicorn with httptools would take any number
MAX_CONNECTIONS = 8192  # beyond these uvicorn answers 503; each idle one costs about 10 KB
IDLE_SECONDS = 30  # a connection without requests is closed
STOP_SECONDS = 10  # requests in work may end within these


class GuardedProtocol(HttpToolsProtocol):
    """Closes connections whose requests do not arrive in time, or whose headers have no end."""

    _timer: asyncio.TimerHandle | None = None
    _in_head, _head = True, 0

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]  # as uvicorn does
        super().connection_made(transport)
        self._expect(HEAD_SECONDS)

    def connection_lost(self, exc: Exception | None) -> None:
        self._expect(None)
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        super().data_received(data)
        self._head = self._head + len(data) if self._in_head else 0
        if self._head > MAX_HEAD:
            self.transport.close()

    def on_message_begin(self) -> None:
        super().on_message_begin()
        self._in_head = True
        self._expect(HEAD_SECONDS)

    def on_headers_complete(self) -> None:
        self._in_head = False
        self._expect(BODY_SECONDS)
        super().on_headers_complete()

    def on_message_complete(self) -> None:
        self._expect(None)
        super().on_message_complete()

    def _expect(self, seconds: float | None) -> None:
        """The next part of the request within so many seconds; None: it is complete."""
        if self._timer:
            self._timer.cancel()
        self._timer = self.loop.call_later(seconds, self.transport.close) if seconds else None


class HttpServer(uvicorn.Server):
    """`run()` in the main thread stops at SIGINT and SIGTERM; `start()` and `stop()` use a thread."""

    def __init__(self, app: Any, host: str = "127.0.0.1", port: int = 0) -> None:
        super().__init__(
            uvicorn.Config(
                app,
                http=GuardedProtocol,
                ws="none",
                lifespan="on",
                log_config=None,
                log_level="error",  # each bad request and each refused connection would be a line
                access_log=False,
                server_header=False,
                limit_concurrency=MAX_CONNECTIONS,
                timeout_keep_alive=IDLE_SECONDS,
                timeout_graceful_shutdown=STOP_SECONDS,
            )
        )
        _allow_open_files(MAX_CONNECTIONS + 256)
        self._listener = _listen(host, port)
        shown = f"[{host}]" if ":" in host else host
        self.url = f"http://{shown}:{self._listener.getsockname()[1]}"
        self._thread = threading.Thread(target=self._run_in_thread, name="http", daemon=True)

    def run(self, sockets: list[socket.socket] | None = None) -> None:
        """Serve until it is told to stop."""
        super().run(sockets or [self._listener])

    def start(self) -> Self:
        """Serve in a thread; returns when requests are answered. BotengineError if the app did not start."""
        self._thread.start()
        while self._thread.is_alive() and not self.started:
            time.sleep(0.005)
        if not self.started:
            raise BotengineError("the bot did not start; the log says why")
        return self

    def _run_in_thread(self) -> None:
        with suppress(SystemExit):  # uvicorn's way to say that the app did not start
            self.run()

    def stop(self) -> None:
        self.should_exit = True
        self._thread.join()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Answers without an end (live pages) see `stopping` and end themselves."""
        if state := getattr(self.config.app, "state", None):
            state.stopping = True
        await super().shutdown(sockets)


def _listen(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listener = socket.socket(family)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((host, port))
        listener.listen(2048)  # who comes before the app has started waits instead of being refused
    except OSError as problem:
        listener.close()
        raise BotengineError(
            f"cannot listen on {host}:{port} ({problem.strerror}); take another port, or 0 for any free one"
        ) from problem
    return listener


def _allow_open_files(wanted: int) -> None:
    """Many systems allow 1,024 open files by default, which is fewer than connections are allowed here."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    most = wanted if hard == resource.RLIM_INFINITY else min(wanted, hard)
    if soft < most:
        resource.setrlimit(resource.RLIMIT_NOFILE, (most, hard))
