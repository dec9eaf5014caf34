"""One-time codes of an authenticator app (RFC 6238), recovery codes, and digests of secrets."""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets
from urllib.parse import quote

STEP = 30  # seconds that a code is shown
SLACK = 1  # steps that a phone's clock may be off
RECOVERY, LETTERS = 10, 24  # codes to print; 118 bits in each: from 112 on a plain digest keeps them


def digest(secret: str) -> str:
    """What is stored of a secret that nobody can guess: it needs no slow hash."""
    return hashlib.sha256(secret.encode()).hexdigest()


def new_token() -> str:
    """A secret of 256 bits, for cookies and links."""
    return secrets.token_urlsafe(32)


def new_key() -> str:
    """A key for an authenticator app, 160 bits in base 32."""
    return base64.b32encode(secrets.token_bytes(20)).decode()


def new_recovery_codes() -> list[str]:
    """Without letters that look alike, in groups of four."""
    letters = "23456789abcdefghjkmnpqrstuvwxyz"
    groups = ("".join(secrets.choice(letters) for _ in range(4)) for _ in range(RECOVERY * LETTERS // 4))
    return ["-".join(code) for code in zip(*[groups] * (LETTERS // 4), strict=True)]


def bare(given: str) -> str:
    """A code as it is compared, however somebody spaces it."""
    return "".join(filter(str.isalnum, given.lower()))


def code(key: str, step: int) -> str:
    """Six digits for one step of time."""
    mac = hmac.digest(base64.b32decode(key), step.to_bytes(8, "big"), "sha1")  # what all apps can do
    at = mac[-1] & 15
    number = int.from_bytes(mac[at : at + 4], "big") & 0x7FFFFFFF
    return f"{number % 1_000_000:06}"


def step_of(key: str, given: str, now: float) -> int | None:
    """The step of time to which this code belongs, if it is one of now."""
    steps = range(int(now) // STEP - SLACK, int(now) // STEP + SLACK + 1)
    found = [step for step in steps if hmac.compare_digest(code(key, step).encode(), given.encode())]
    return found[0] if found else None


def address(key: str, issuer: str, name: str) -> str:
    """What the QR code for an authenticator app says."""
    return f"otpauth://totp/{quote(f'{issuer}:{name}')}?secret={key}&issuer={quote(issuer)}"
