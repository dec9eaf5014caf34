"""The door to mail servers: one letter to one recipient, and the truth about what became of it."""

from __future__ import annotations

import os
import smtplib
import ssl
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import parseaddr
from pathlib import Path
from typing import Literal, Protocol
from urllib.parse import unquote, urlsplit

from botengine.errors import SettingsError
from botengine.settings import Secret

SECONDS = 20.0  # for the connection and for each answer; a greeting may be held back on purpose
MAX_REASON = 200  # characters of a server's answer that people are shown
LOCAL = {"localhost", "127.0.0.1", "::1"}  # no line that somebody could listen to

State = Literal["sent", "filed", "retry", "failed", "doubt", "dropped"]


@dataclass(frozen=True, slots=True)
class Verdict:
    """What became of one attempt, and the server's own words.

    `retry`: not now, perhaps later. `doubt`: the line broke after the letter had been handed over, before
    the answer came: nobody knows. `filed`: laid into a folder, because there is no mail server. `dropped`:
    the order has changed, so the letter would not be true any more.
    """

    state: State
    reason: str = ""


class Mailer(Protocol):
    """Somebody who takes a letter away. `deliver` never raises for what a server or a network does."""

    @property
    def sender(self) -> Address: ...

    def deliver(self, letter: EmailMessage, to: str, handing_over: Callable[[], None]) -> Verdict:
        """`handing_over` is called just before the letter could be taken: from then on it may have been."""
        ...


@dataclass(frozen=True, slots=True)
class MailFolder:
    """Letters as files: for the demo, and for a shop that has no mail server yet."""

    folder: Path
    sender: Address = field(default_factory=lambda: Address("Ticketshop", "tickets", "shop.example"))

    def deliver(self, letter: EmailMessage, to: str, handing_over: Callable[[], None]) -> Verdict:  # noqa: ARG002
        """The same letter goes into the same file, so it is never there twice."""
        handing_over()
        name = letter["Message-ID"].strip("<>").partition("@")[0]
        self.folder.mkdir(parents=True, exist_ok=True)
        draft = self.folder / f".{name}"
        draft.write_bytes(bytes(letter))
        draft.replace(self.folder / f"{name}.eml")
        return Verdict("filed")


@dataclass(frozen=True, slots=True)
class SmtpServer:
    """A mail server: STARTTLS whenever it is offered, a password only over TLS or on this machine."""

    host: str
    port: int
    sender: Address
    user: str = ""
    password: Secret = field(default_factory=Secret)
    tls_at_once: bool = False
    seconds: float = SECONDS
    context: ssl.SSLContext = field(default_factory=ssl.create_default_context, repr=False, compare=False)

    def deliver(self, letter: EmailMessage, to: str, handing_over: Callable[[], None]) -> Verdict:
        talk = _Talk(handing_over)
        try:
            with self._open() as server:
                talk.over(server, letter, self.sender.addr_spec, to)
        except smtplib.SMTPServerDisconnected as error:
            return talk.broken(error)
        except smtplib.SMTPResponseException as refusal:
            return talk.refused(refusal)
        except _UnfitError as problem:
            return Verdict("failed", str(problem))
        except (OSError, smtplib.SMTPException) as error:
            return talk.broken(error)
        return Verdict("sent")

    @contextmanager
    def _open(self) -> Iterator[smtplib.SMTP]:
        """A connection that may be used; whatever happens to it once the letter is taken is no matter."""
        server = self._connected()
        try:
            self._introduce(server)
            yield server
            with suppress(OSError, smtplib.SMTPException):
                server.quit()
        finally:
            server.close()

    def _connected(self) -> smtplib.SMTP:
        if self.tls_at_once:
            return smtplib.SMTP_SSL(self.host, self.port, timeout=self.seconds, context=self.context)
        return smtplib.SMTP(self.host, self.port, timeout=self.seconds)

    def _introduce(self, server: smtplib.SMTP) -> None:
        server.ehlo_or_helo_if_needed()
        safe = self.tls_at_once or self.host in LOCAL
        if not self.tls_at_once and server.has_extn("starttls"):
            server.starttls(context=self.context)
            server.ehlo()
            safe = True
        if self.user:
            if not safe:
                raise smtplib.SMTPException("the server offers no TLS, so the password is not told to it")
            server.login(self.user, self.password.reveal())


class _UnfitError(Exception):
    """The letter cannot go through the server, now or later."""


@dataclass(slots=True)
class _Talk:
    """How far one letter has come: what an error means depends on it."""

    handing_over: Callable[[], None]
    begun: bool = False
    handed: bool = False

    def over(self, server: smtplib.SMTP, letter: EmailMessage, sender: str, to: str) -> None:
        self.begun = True
        _expect(server.mail(sender, _options(server, to)), 250)
        _expect(server.rcpt(to), 250, 251)
        self.handing_over()
        self.handed = True
        _expect(server.data(letter.as_bytes(policy=SMTP.clone(utf8=not to.isascii()))), 250)

    def broken(self, error: Exception) -> Verdict:
        return Verdict("doubt" if self.handed else "retry", _told(error))

    def refused(self, refusal: smtplib.SMTPResponseException) -> Verdict:
        """A permanent no to this letter fails it; a server that dislikes us may be mended tomorrow."""
        permanent = self.begun and 500 <= refusal.smtp_code < 600 and refusal.smtp_code != 530  # noqa: PLR2004
        return Verdict("failed" if permanent else "retry", _told(refusal))


def server_of(url: str, sender: str = "") -> SmtpServer:
    """Read `smtp://USER:PASSWORD@HOST:PORT` or `smtps://...`. `sender`: "" takes USER, if it is an address.

    SettingsError says what is missing.
    """
    parts = urlsplit(url)
    tls, user = parts.scheme == "smtps", unquote(parts.username or "")
    usual = 465 if tls else 587 if user else 25
    try:
        port = parts.port or usual
    except ValueError as problem:
        raise SettingsError(f"BOTENGINE_SMTP: {problem}") from problem
    password = Secret(unquote(parts.password or ""))
    return SmtpServer(parts.hostname or "", port, sender_of(sender or user), user, password, tls)


def sender_of(text: str) -> Address:
    """Read `Name <address>` or an address."""
    name, address = parseaddr(text)
    try:
        if not text.isprintable():
            raise ValueError(text)  # noqa: TRY301 - told as the others are
        return Address(name, addr_spec=address)
    except (ValueError, IndexError) as problem:
        raise SettingsError(
            "BOTENGINE_MAIL_FROM: who sends the e-mails? Write an address, such as"
            " 'Ticketshop <tickets@example.com>'"
        ) from problem


def _options(server: smtplib.SMTP, to: str) -> list[str]:
    if to.isascii():
        return []
    if not server.has_extn("smtputf8"):
        raise _UnfitError("the mail server takes no addresses with such letters (SMTPUTF8)")
    return ["SMTPUTF8", "BODY=8BITMIME"]


def _expect(answer: tuple[int, bytes], *good: int) -> None:
    if answer[0] not in good:
        raise smtplib.SMTPResponseException(*answer)


def _told(error: Exception) -> str:
    """What people are shown: the server's words, or the system's; never more than a line."""
    match error:
        case smtplib.SMTPResponseException(smtp_code=code, smtp_error=words):
            text = f"{code} {words.decode(errors='replace') if isinstance(words, bytes) else words}"
        case OSError(errno=int(number)) if not isinstance(error, ssl.SSLError):
            text = os.strerror(number)
        case _:
            text = str(error) or type(error).__name__
    return " ".join("".join(sign if sign.isprintable() else " " for sign in text).split())[:MAX_REASON]
