"""One signed POST to a bot's webhook, on this machine only."""

from __future__ import annotations

import hashlib
import hmac
import http.client
import ipaddress
import ssl
from dataclasses import dataclass
from urllib.parse import urlsplit

SECONDS = 5.0  # Viber's patience
MAX_ANSWER = 64 * 1024  # bytes read of an answer; a welcome message may have 30 KB


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back: an HTTP status, or 0 and the exception in the words of Viber's Java client."""

    status: int = 0
    body: bytes = b""
    error: str = ""
    broken: bool = False  # refused or cut: nobody there, or somebody who has just been killed

    @property
    def ok(self) -> bool:
        return self.status == 200  # noqa: PLR2004 - the one status that counts


TIMEOUT = Answer(error="java.util.concurrent.TimeoutException: Total timeout 5000 ms elapsed")


def is_local(url: str) -> bool:
    """Does the address point to this machine? Names other than localhost are not looked up."""
    try:
        parts = urlsplit(url)
        host, _port = parts.hostname or "", parts.port
        return parts.scheme in {"http", "https"} and (
            host == "localhost" or ipaddress.ip_address(host).is_loopback
        )
    except ValueError:
        return False


def sign(token: str, body: bytes) -> str:
    """HMAC-SHA256 of the raw body under the bot's token, in lowercase hex."""
    return hmac.new(token.encode(), body, hashlib.sha256).hexdigest()


def post(url: str, body: bytes, signature: str) -> Answer:
    """Send a callback; never raises. The address loses its query string, as with Viber."""
    connection = _connection(url)
    try:
        headers = {"Content-Type": "application/json", "X-Viber-Content-Signature": signature}
        connection.request("POST", f"{urlsplit(url).path or '/'}?sig={signature}", body, headers)
        response = connection.getresponse()
        return Answer(response.status, response.read(MAX_ANSWER))
    except TimeoutError:
        return TIMEOUT
    except ConnectionRefusedError:
        return Answer(error="java.net.ConnectException: Connection refused", broken=True)
    except (OSError, ValueError, http.client.HTTPException) as problem:
        broken = isinstance(problem, ConnectionError)
        return Answer(error=f"java.io.IOException: {problem or type(problem).__name__}", broken=broken)
    finally:
        connection.close()


def _connection(url: str) -> http.client.HTTPConnection:
    parts = urlsplit(url)
    host = parts.hostname or "localhost"
    if parts.scheme == "https":
        return http.client.HTTPSConnection(
            host, parts.port, timeout=SECONDS, context=ssl.create_default_context()
        )
    return http.client.HTTPConnection(host, parts.port, timeout=SECONDS)


def java_text(url: str, answer: Answer) -> str:
    """Why `set_webhook` failed, as Viber says it."""
    path = urlsplit(url).path
    got = f"HTTP/1.1 {answer.status} {http.client.responses.get(answer.status, 'unknown status')}"
    request = f"HttpRequest[POST {path} HTTP/1.1]@{_mark(url)}"
    response = f"HttpResponse[{got if answer.status else 'null 0 null'}]@{_mark(url + 'answer')}"
    return f"Result[{request} > {response}] {answer.error or 'null'}"


def _mark(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:8]
