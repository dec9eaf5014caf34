"""Doctor: the mail server takes our name and password. No letter is sent."""

from __future__ import annotations

import smtplib
import ssl
from collections.abc import Iterator
from urllib.parse import SplitResult, unquote, urlsplit

from botengine.cli.checkup.case import Case, Finding, advice, fine, problem

SECONDS = 10.0
LOCAL = {"localhost", "127.0.0.1", "::1"}  # no line that somebody could listen to


class OpenLineError(OSError):
    """the server offers no TLS, and a password is not told over an open line"""


def examine(case: Case) -> Iterator[Finding]:
    parts = urlsplit(case.settings.smtp.reveal())
    if not parts.hostname:
        yield fine("mail", "BOTENGINE_SMTP is not set: letters are laid into a folder.")
        return
    try:
        knock(parts)
    except (OSError, ValueError) as wrong:  # a port is no number; smtplib's errors are some of these
        said = str(wrong) or wrong.__doc__
        yield problem("mail", f"The mail server {parts.hostname} cannot be used: {said}.",
                      "Check name, password and port in BOTENGINE_SMTP: docs/howto/mail.md.")  # fmt: skip
        return
    yield fine("mail", f"The mail server {parts.hostname} is there and lets us in.")
    if not case.settings.mail_from and "@" not in unquote(parts.username or ""):
        yield advice("mail", "Letters have no sender.", "Set BOTENGINE_MAIL_FROM.")


def knock(parts: SplitResult) -> None:
    """Connect, change to TLS, log in, leave. OSError tells what went wrong."""
    host, context = parts.hostname or "", ssl.create_default_context()
    server: smtplib.SMTP
    if parts.scheme == "smtps":
        server = smtplib.SMTP_SSL(host, parts.port or 465, timeout=SECONDS, context=context)
    else:
        server = smtplib.SMTP(host, parts.port or (587 if parts.username else 25), timeout=SECONDS)
    with server:
        server.ehlo()
        secure = parts.scheme == "smtps" or host in LOCAL
        if parts.scheme == "smtp" and server.has_extn("starttls"):
            server.starttls(context=context)
            secure = True
        if parts.username:
            if not secure:
                raise OpenLineError
            server.login(unquote(parts.username), unquote(parts.password or ""))
