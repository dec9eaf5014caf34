"""Viber's traces about webhooks become advice."""

from __future__ import annotations

import pytest

from botengine.viber.hints import CERTIFICATE, HINTS, SILENT, explain
from tests.viber.cloud import NO_PAYLOADS, PAYLOADS, payload

TRACE = "Result[HttpRequest[POST /x HTTP/1.1]@351848d8 > HttpResponse[%s]@20d79eb3] %s"
SAID = {
    "timeout": (TRACE % ("null 0 null", "java.util.concurrent.TimeoutException: Total timeout"), "5 seconds"),
    "refused": (TRACE % ("null 0 null", "java.net.ConnectException: Connection refused"), "nobody listens"),
    "unknown": (TRACE % ("null 0 null", "java.net.UnknownHostException: bot.example.test"), "typing error"),
    "TLS": ("javax.net.ssl.SSLHandshakeException: PKIX path building failed", "fullchain.pem"),
    "redirect": (TRACE % ("HTTP/1.1 301 Moved Permanently", "null"), "does not follow"),
    "forbidden": (TRACE % ("HTTP/1.1 403 Forbidden", "null"), "another token"),
    "not found": (TRACE % ("HTTP/1.1 404 Not Found", "null"), "BOTENGINE_SECRET"),
    "proxy": (TRACE % ("HTTP/1.1 502 Bad Gateway", "null"), "proxy"),
    "other": (TRACE % ("HTTP/1.1 419 unknown status", "null"), "probably not the bot"),
    "nothing": (TRACE % ("null 0 null", "null"), "no answer at all"),
    "silent": ("", "does not say why"),
}  # fmt: skip


@pytest.mark.parametrize(("said", "advice"), SAID.values(), ids=SAID.keys())
def test_a_trace_becomes_advice(said, advice):
    assert advice in explain(said)


def test_every_hint_has_a_trace():
    assert len({explain(said) for said, _ in SAID.values()}) == len(HINTS) + 1


@pytest.mark.skipif(not PAYLOADS.exists(), reason=NO_PAYLOADS)
def test_every_recorded_failure_but_the_silent_one_is_understood():
    recorded = {file.stem: payload(file.stem) for file in PAYLOADS.glob("resp_error_webhook_*.json")}
    silent = {name for name, body in recorded.items() if explain(body.get("status_message", "")) == SILENT}
    assert silent == {"resp_error_webhook_no_message"}


def test_the_certificates_command_can_be_copied():
    assert CERTIFICATE.endswith("\nopenssl s_client -connect HOST:443 -servername HOST")
