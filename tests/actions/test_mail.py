"""The door to mail servers: TLS, passwords, addresses in foreign letters."""

from __future__ import annotations

import ssl
import subprocess
from dataclasses import replace
from email.message import EmailMessage

import pytest

from actions.shop.mail import SmtpServer
from tests.actions.postroom import Postroom, letter, mailer, open_room, password, post


@pytest.fixture
def room() -> Postroom:
    return Postroom()


def certificate(folder) -> tuple[ssl.SSLContext, ssl.SSLContext]:
    """A server's context, and a client's that trusts it."""
    key, cert = folder / "key.pem", folder / "cert.pem"
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=127.0.0.1",
         "-addext", "subjectAltName=IP:127.0.0.1", "-keyout", key, "-out", cert],
        check=True, capture_output=True,
    )  # fmt: skip
    serving = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    serving.load_cert_chain(cert, key)
    return serving, ssl.create_default_context(cafile=str(cert))


def test_tls_is_used_when_it_is_offered_and_the_password_told_only_then(embedded, tmp_path, clock, room):
    serving, trusting = certificate(tmp_path)
    controller = open_room(
        room, tls_context=serving, require_starttls=True, auth_required=True, authenticator=password
    )
    good = mailer(controller.port, "anna:geheim@", context=trusting)
    postman = post(embedded, tmp_path, good, clock)
    assert postman.wait(postman.post(letter())).state == "sent"
    postman.close()
    for wrong in (
        mailer(controller.port, "anna:falsch@", context=trusting),
        mailer(controller.port, "anna:geheim@"),  # a certificate that nobody vouches for
    ):
        verdict = wrong.deliver(room.taken[0][1], "ok@example.test", lambda: None)
        assert verdict.state == "retry"
        assert ("535" in verdict.reason) or ("certificate" in verdict.reason.lower())
    controller.stop()


def test_a_password_is_not_told_over_an_open_line(room):
    controller = open_room(room, host="127.0.0.2")  # as good as another machine
    far = replace(mailer(controller.port, "anna:geheim@"), host="127.0.0.2")
    verdict = far.deliver(room_letter(), "ok@example.test", lambda: None)
    controller.stop()
    assert (verdict.state, "no TLS" in verdict.reason) == ("retry", True)


def room_letter():
    message = EmailMessage()
    message["Message-ID"] = "<1@shop.example>"
    message.set_content("Guten Tag")
    return message


def test_an_address_with_foreign_letters_needs_a_server_that_takes_it(room):
    for smtputf8, state in ((True, "sent"), (False, "failed")):
        controller = open_room(room, enable_SMTPUTF8=smtputf8)
        verdict = mailer(controller.port).deliver(room_letter(), "jürgen@example.test", lambda: None)
        controller.stop()
        assert verdict.state == state


def test_a_mail_server_shows_no_password():
    server = mailer(25, "anna:geheim@")
    assert isinstance(server, SmtpServer)
    assert "geheim" not in repr(server)
