"""A real SMTP server on loopback that does what it is told, for tests about e-mail."""

from __future__ import annotations

import asyncio
import email
import socket
from collections.abc import Callable
from dataclasses import dataclass, field
from email import policy
from email.message import EmailMessage
from pathlib import Path
from threading import Event
from time import monotonic, sleep

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

from actions.shop.embedded import EmbeddedShop
from actions.shop.mail import SmtpServer, server_of
from actions.shop.post import open_post
from actions.shop.postman import Postman
from actions.shop.sendings import Request
from botengine.values import User

ANNA = User("u-anna", "Anna Admin", "admin", email="anna@example.test")


@dataclass
class Postroom:
    """Takes letters. `rules`: local part of an address -> its answer, or a list of answers in turn."""

    rules: dict[str, list[str]] = field(default_factory=dict)
    taken: list[tuple[list[str], EmailMessage]] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)
    hang_up: int = 0  # so many times the line breaks after the letter was handed over
    pause: float = 0.0  # seconds before each answer
    hold: Event | None = None  # a slow server: it answers when the test says so

    async def handle_RCPT(self, _server, _session, envelope: Envelope, address: str, _options) -> str:  # noqa: N802
        self.asked.append(address)
        await asyncio.sleep(self.pause)
        answers = self.rules.get(address.partition("@")[0], [])
        answer = (answers.pop(0) if len(answers) > 1 else answers[0]) if answers else "250 OK"
        if answer.startswith("250"):
            envelope.rcpt_tos.append(address)
        return answer

    async def handle_DATA(self, server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802
        if self.hold:
            await asyncio.to_thread(self.hold.wait, 30)
        assert isinstance(envelope.content, bytes)
        letter = email.message_from_bytes(envelope.content, policy=policy.default)
        await asyncio.sleep(self.pause)
        self.taken.append((list(envelope.rcpt_tos), letter))
        await asyncio.sleep(self.pause)
        if self.hang_up:
            self.hang_up -= 1
            server.transport.abort()
        return "250 taken"

    @property
    def subjects(self) -> list[str]:
        return [letter["Subject"] for _, letter in self.taken]


def open_room(room: Postroom, port: int = 0, host: str = "127.0.0.1", **options) -> Controller:
    """Start the server; `options` are those of aiosmtpd (tls_context, authenticator ...)."""
    controller = Controller(room, hostname=host, port=port, ready_timeout=20, **options)
    if port == 0:
        controller.port = free_port()
    controller.start()
    return controller


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


def password(_server, _session, _envelope, _mechanism, given) -> AuthResult:
    fits = isinstance(given, LoginPassword) and given.password == b"geheim"
    return AuthResult(success=fits, handled=False)


def mailer(port: int, user: str = "", **options) -> SmtpServer:
    made = server_of(f"smtp://{user}127.0.0.1:{port}", "Ticketshop <tickets@shop.example>")
    return SmtpServer(
        made.host, made.port, made.sender, made.user, made.password, **{"seconds": 5.0, **options}
    )


def post(shop: EmbeddedShop, folder: Path, mailer: object, clock: object) -> Postman:
    return open_post(shop, folder / "mail.db", mailer, clock, idle=0.02)  # type: ignore[arg-type]


def letter(
    number: str = "1043", to: str = "ok@example.test", key: str = "k1", kind: str = "tickets"
) -> Request:
    return Request(key, number, kind, to, "de", ANNA)  # type: ignore[arg-type]


def soon(true: Callable[[], object], seconds: float = 15.0) -> None:
    """Wait until it is so, and fail if it does not become so."""
    until = monotonic() + seconds
    while not true():
        assert monotonic() < until, "it did not come to that"
        sleep(0.01)
