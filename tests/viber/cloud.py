"""A scripted stand-in for Viber on loopback: says what it is told to, remembers what it was asked."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

OK = {"status": 0, "status_message": "ok", "message_token": 5753750845017966998}
PAYLOADS = Path(__file__).resolve().parents[2].parent / "shared" / "viber" / "payloads"
EOL, CLOSING = b"\r\n", b"\r\nConnection: close\r\n"  # else the client may reuse what is being closed
NO_PAYLOADS = "the recorded Viber payloads are not beside this project (../shared/viber/payloads)"


def payload(name: str) -> Any:
    return json.loads((PAYLOADS / f"{name}.json").read_text(encoding="utf-8"))


class Cloud:
    """`answers`: JSON objects, raw bytes of a whole HTTP answer, or None for silence; then `OK` for ever."""

    def __init__(self) -> None:
        self.answers: list[Any] = []
        self.asked: list[tuple[str, dict[str, str], Any]] = []
        self.connections = 0
        self.closing = threading.Event()
        self.url = ""

    @property
    def bodies(self) -> list[Any]:
        return [body for _, _, body in self.asked]


def _handler(cloud: Cloud) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def setup(self) -> None:
            super().setup()
            cloud.connections += 1

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            cloud.asked.append((self.path, dict(self.headers), json.loads(body)))
            answer = cloud.answers.pop(0) if cloud.answers else OK
            if answer is None:
                cloud.closing.wait(30)
            elif isinstance(answer, bytes):
                self.wfile.write(answer.replace(EOL, CLOSING, 1))
                self.close_connection = True
            else:
                self._json(json.dumps(answer).encode())

        def _json(self, body: bytes) -> None:
            self.send_response(200)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: Any) -> None:
            pass

    return Handler


@contextmanager
def serve() -> Iterator[Cloud]:
    cloud = Cloud()
    server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(cloud))
    server.daemon_threads = True
    cloud.url = f"http://127.0.0.1:{server.server_port}/pa"
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    yield cloud
    cloud.closing.set()
    server.shutdown()
    server.server_close()
    thread.join()
