"""Who may speak for Viber: the signature over the raw bytes of a callback."""

import hmac
import re
from collections.abc import Iterable
from urllib.parse import parse_qs

from botengine.clock import Clock, SystemClock

HEADER = b"x-viber-content-signature"
SHAPE = re.compile(r"[0-9a-f]{64}")
MAX_QUERY = 1024  # bytes: Viber sends `sig` and nothing else
GRACE = 24 * 3600.0  # seconds: callbacks signed with the old token may still be repeated by Viber


def sign(token: str, body: bytes) -> str:
    """Lower-case hex HMAC-SHA256 of the raw body."""
    return hmac.digest(token.encode(), body, "sha256").hex()


def claimed(headers: Iterable[tuple[bytes, bytes]], query: bytes) -> str:
    """The signature that a request claims: its header, else `?sig=`; "" where neither has the right shape."""
    found = next((value.decode("latin-1") for name, value in headers if name == HEADER), None)
    if found is None and len(query) <= MAX_QUERY:
        found = parse_qs(query.decode("latin-1")).get("sig", [""])[0]
    return found if found and SHAPE.fullmatch(found) else ""


class Keyring:
    """The bot's token, and former ones that are still believed for a while."""

    def __init__(self, token: str, clock: Clock | None = None) -> None:
        self.token = token
        self._clock = clock or SystemClock()
        self._former: dict[str, float] = {}

    def rotate(self, token: str, grace: float = GRACE) -> None:
        """Take a new token; the one before is accepted for `grace` more seconds."""
        if token != self.token:
            self._former[self.token] = self._clock.time() + grace
            self.token = token

    def accepts(self, body: bytes, signature: str) -> bool:
        """Whether the signature is right for these bytes. A bot without a token accepts nothing."""
        now = self._clock.time()
        accepted = [self.token, *(token for token, until in self._former.items() if until > now)]
        return any([self._fits(token, body, signature) for token in accepted])  # noqa: C419 - same time for all

    @staticmethod
    def _fits(token: str, body: bytes, signature: str) -> bool:
        return bool(token) and hmac.compare_digest(sign(token, body).encode(), signature.encode())
