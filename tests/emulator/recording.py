"""A bot's webhook on loopback that writes down every callback and answers as it is told."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import requests

DEADLINE = 8.0  # seconds that a test waits for something to happen


@dataclass
class Received:
    """One callback as it came in."""

    path: str
    headers: dict[str, str]
    raw: bytes
    body: dict = field(default_factory=dict)


class RecordingBot:
    """`answer(body)` gives (HTTP status, body to answer or None); `received` has all callbacks."""

    def __init__(
        self, answer: Callable[[dict], tuple[int, object]] = lambda body: (200, None), port: int = 0
    ):
        self.answer, self.received, self.lock = answer, [], threading.Lock()
        bot = self

        class Webhook(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self):
                raw = self.rfile.read(int(self.headers["Content-Length"]))
                seen = Received(self.path, dict(self.headers), raw, json.loads(raw))
                with bot.lock:
                    bot.received.append(seen)
                status, said = bot.answer(seen.body)
                out = b"" if said is None else json.dumps(said).encode()
                self.send_response(status)
                self.send_header("Content-Length", str(len(out)))
                with suppress(OSError):  # the emulator may have given up waiting
                    self.end_headers()
                    self.wfile.write(out)

            def log_message(self, *_args):
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", port), Webhook)
        self.server.daemon_threads = True
        threading.Thread(
            target=self.server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True
        ).start()
        self.url = f"http://127.0.0.1:{self.server.server_port}/viber/shop"

    def stop(self):
        self.server.shutdown()
        self.server.server_close()

    def events(self, name: str = "") -> list[dict]:
        with self.lock:
            return [each.body for each in self.received if not name or each.body["event"] == name]

    def wait_for(self, name: str, count: int = 1) -> list[dict]:
        """The callbacks of one kind, once there are so many."""
        return until(lambda: found if len(found := self.events(name)) >= count else None, f"{count} {name}")


def until(ready: Callable[[], object], what: str, seconds: float = DEADLINE):
    deadline = time.monotonic() + seconds
    while not (found := ready()):
        assert time.monotonic() < deadline, f"never came: {what}"
        time.sleep(0.01)
    return found


class Hand:
    """What a test does with the emulator: the control API and one bot's API calls."""

    def __init__(self, url: str, token: str = "44dafb7e0f40021e-61a47a1e6778d187-f2c5a676a07050b3"):
        self.url, self.token, self.session = url, token, requests.Session()
        self.session.trust_env = False

    def call(self, method: str, path: str, body: object = None, status: int = 200):
        answer = self.session.request(method, f"{self.url}/control{path}", json=body, timeout=30)
        assert answer.status_code == status, f"{answer.status_code} {answer.text}"
        return answer.json()

    def post(self, path: str, body: object = None, status: int = 200):
        return self.call("POST", path, body or {}, status)

    def get(self, path: str, status: int = 200):
        return self.call("GET", path, status=status)

    def idle(self):
        self.get("/idle?timeout=10")

    def pa(self, method: str, body: dict | None = None, **how):
        headers = {"X-Viber-Auth-Token": self.token}
        return self.session.post(
            f"{self.url}/pa/{method}", json=body or {}, headers=headers, timeout=30, **how
        ).json()

    def webhook(self, bot: RecordingBot, **more):
        answer = self.pa("set_webhook", {"url": bot.url, "send_name": True, "send_photo": True, **more})
        assert answer["status"] == 0, answer
        return answer

    def person(self, name: str = "Anna", **about) -> str:
        return self.post("/users", {"name": name, **about})["id"]

    def viber_id(self, person: str) -> str:
        users = {each["id"]: each for each in self.get("/users")}
        return next(iter(users[person]["viber_ids"].values()))

    def say(self, person: str, text: str = "hello"):
        self.post(f"/users/{person}/type", {"text": text})

    def send(self, person: str, text: str = "Hello", **more):
        message = {
            "receiver": self.viber_id(person),
            "type": "text",
            "text": text,
            "sender": {"name": "Shop"},
        }
        return self.pa("send_message", message | more)

    def screen(self, person: str) -> dict:
        return self.get(f"/users/{person}")


def keyboard(*buttons: dict | str, **more) -> dict:
    """A keyboard; a text is a reply button with that text and body."""
    made = [{"ActionBody": each, "Text": each} if isinstance(each, str) else each for each in buttons]
    return {"Type": "keyboard", "Buttons": made, **more}
