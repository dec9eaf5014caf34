"""The door to Viber's REST API: requests, one session per thread, with time-outs and typed errors."""

import threading
import time
from collections.abc import Mapping, Sequence
from ipaddress import ip_address
from typing import Any, TypeVar
from urllib.parse import urlsplit

import msgspec
import requests
import urllib3

from botengine.errors import SettingsError
from botengine.viber.errors import ReceiverNotRegisteredError, UnreachableError, refusal

# seconds: connecting (just over one repeated packet), waiting for more of the answer
CONNECT, READ = 3.05, 10.0
WHOLE = 10.0  # seconds for a whole answer, however slowly it drips
MAX_ANSWER = 1024 * 1024  # bytes: account info of a bot with many members is far below
EVENTS = ("message", "subscribed", "unsubscribed", "conversation_started", "failed")
# delivered and seen would triple the traffic; without conversation_started there is no welcome message
AnswerT = TypeVar("AnswerT")


class Sent(msgspec.Struct, frozen=True):
    """`billing_status`: 0 or 1 free, 2 in a billable session, 3 and 4 free outside of one, 5 charged."""

    message_token: int = 0
    billing_status: int = 0


class Webhook(msgspec.Struct, frozen=True):
    event_types: tuple[str, ...] = ()


class Account(msgspec.Struct, frozen=True):
    """The bot as Viber knows it; `webhook` is "" where none is set."""

    id: str = ""
    name: str = ""
    uri: str = ""
    icon: str = ""
    webhook: str = ""
    event_types: tuple[str, ...] = ()
    subscribers_count: int = 0


class ViberClient:
    """One bot's calls to Viber, from any number of threads. Errors: `botengine.viber.errors`.

    `token` may be replaced while it works. Neither token nor bodies are ever logged.
    """

    def __init__(self, token: str, api_url: str) -> None:
        self.token = token
        self.api = _checked(api_url)
        self._threads = threading.local()

    def send_message(self, payload: Mapping[str, Any]) -> Sent:
        """`payload`: receiver, sender, type and so on, as `keyboard.payloads` makes it."""
        return self._call("send_message", payload, Sent)

    def set_webhook(self, url: str, event_types: Sequence[str] = EVENTS) -> Webhook:
        """Viber calls the address at once and wants 200 within 5 s, or raises InvalidUrlError."""
        wanted = {"url": url, "event_types": list(event_types), "send_name": True, "send_photo": True}
        return self._call("set_webhook", wanted, Webhook)

    def remove_webhook(self) -> None:
        """The chat with the bot is switched off."""
        self._call("set_webhook", {"url": ""}, Webhook)

    def get_account_info(self) -> Account:
        return self._call("get_account_info", {}, Account)

    def _call(self, method: str, payload: Mapping[str, Any], kind: type[AnswerT]) -> AnswerT:
        answer = self._post(method, msgspec.json.encode(payload))
        try:
            found = msgspec.json.decode(answer)
            status = int(found["status"])
            said = str(found.get("status_message") or "")
            if status == 0:
                return msgspec.convert({k: v for k, v in found.items() if v is not None}, kind, strict=False)
        except (msgspec.MsgspecError, RecursionError, KeyError, TypeError, ValueError) as problem:
            raise UnreachableError(f"{method}: the answer is not Viber's: {answer[:80]!r}") from problem
        if said == "Bad receiver ID":  # recorded with the undocumented status 999
            raise ReceiverNotRegisteredError(said, status)
        raise refusal(status, said)

    def _post(self, method: str, body: bytes) -> bytes:
        """The answer's body. UnreachableError for whatever is not 200 and complete in time."""
        headers = {"X-Viber-Auth-Token": self.token, "Content-Type": "application/json"}
        url = f"{self.api}/{method}"
        try:
            with self._session().post(
                url, data=body, headers=headers, timeout=(CONNECT, READ), allow_redirects=False, stream=True
            ) as response:
                answer = _read(response)
        except (requests.RequestException, urllib3.exceptions.HTTPError, OSError) as problem:
            raise UnreachableError(f"{method}: {type(problem).__name__}") from problem
        if response.status_code != requests.codes.ok:
            said = f"{method}: HTTP {response.status_code} {response.reason or ''}".strip()
            raise UnreachableError(said, after=_seconds(response.headers.get("Retry-After", "")))
        return answer

    def _session(self) -> requests.Session:
        session: requests.Session | None = getattr(self._threads, "session", None)
        if session is None:
            session = self._threads.session = requests.Session()
            session.trust_env = False  # no proxies, netrc or certificates of the environment: twice as fast
        return session


def _read(response: requests.Response) -> bytes:
    deadline, answer = time.monotonic() + WHOLE, b""
    while part := response.raw.read1(65536, decode_content=True):
        answer += part
        if len(answer) > MAX_ANSWER:
            raise requests.RequestException("the answer is too long")
        if time.monotonic() > deadline:
            raise requests.Timeout("the answer drips")
    return answer


def _seconds(after: str) -> float | None:
    return float(after) if after.isascii() and after.isdigit() else None


def _checked(api_url: str) -> str:
    if urlsplit(api_url).scheme == "https" or is_local(api_url):
        return api_url.rstrip("/")
    raise SettingsError(f"'{api_url}' will not do as Viber's API: the token needs encryption; use https")


def is_local(url: str) -> bool:
    """An emulator on this machine: the only Viber that can do without https."""
    parts = urlsplit(url)
    host = parts.hostname or ""
    try:
        return parts.scheme == "http" and (host == "localhost" or ip_address(host).is_loopback)
    except ValueError:
        return False
