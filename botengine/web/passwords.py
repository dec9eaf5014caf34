"""Passwords: how they are kept (argon2id), and which ones are too easy to guess."""

from __future__ import annotations

import re
import threading
from collections.abc import Iterable
from functools import cache, cached_property
from pathlib import Path

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from botengine.web.throttle import TooOften
from botengine.web.words import N_

SHORTEST, LONGEST = 12, 256  # characters; more would be work for the server without a gain
AT_ONCE = 2  # passwords checked at the same time: each takes 64 MB
WAITING = 10  # at most, with those: who comes then is told to come again, and all other pages stay quick
REPEATED = re.compile(r"^(.+?)\1+$")  # `passwordpassword`
COMMON = Path(__file__).parent / "common-passwords.txt"
TOO_SHORT = N_("The password needs at least {n} characters. A few words in a row are good.")
TOO_LONG = N_("The password may have at most {n} characters.")
TOO_COMMON = N_("This password is among those that are tried first. Please think of another one.")
TOO_NEAR = N_("The password must not be made of your name, your e-mail address or the name of the bot.")


class Passwords:
    """Hashes and checks. `memory` in KiB and `rounds` make it slow on purpose."""

    def __init__(self, memory: int = 65_536, rounds: int = 3) -> None:
        self._hasher = PasswordHasher(memory_cost=memory, time_cost=rounds, parallelism=1)
        self._few, self._line = threading.Semaphore(AT_ONCE), threading.Semaphore(WAITING)

    @cached_property
    def _nobodys(self) -> str:
        return self._hasher.hash("nobody's password")

    def hash(self, password: str) -> str:
        with self._few:
            return self._hasher.hash(password)

    def fits(self, password: str, hashed: str | None) -> bool:
        """None, for an account that is not there, takes as long as a real one. TooOften if many wait."""
        if not self._line.acquire(blocking=False):
            raise TooOften(1)
        try:
            with self._few:
                return self._hasher.verify(hashed or self._nobodys, password[:LONGEST]) and hashed is not None
        except (VerificationError, InvalidHashError):
            return False
        finally:
            self._line.release()


def problem(password: str, near: Iterable[str] = ()) -> str:
    """Why this password will not do (a sentence with {n}), or "". `near`: names it must not be made of."""
    if len(password) < SHORTEST:
        return TOO_SHORT
    if len(password) > LONGEST:
        return TOO_LONG
    whole, heart = REPEATED.sub(r"\1", password.casefold()), _heart(password)
    if {whole, heart} & _common() or len(set(whole)) <= 4:  # noqa: PLR2004 - `aaaaaaaaaaaa`, `121212121212`
        return TOO_COMMON
    words = {_heart(word) for name in near for word in re.split(r"[\s@._-]+", name)}
    rest = heart
    for word in sorted((word for word in words if len(word) > 2), key=len, reverse=True):  # noqa: PLR2004
        rest = rest.replace(word, "")
    return TOO_NEAR if rest != heart and len(rest) < SHORTEST // 2 else ""


def _heart(text: str) -> str:
    """What is left without digits and marks around it: people add those to a common word."""
    return re.sub(r"^[\W\d_]+|[\W\d_]+$", "", text.casefold())


@cache
def _common() -> frozenset[str]:
    lines = COMMON.read_text(encoding="ascii").splitlines()
    return frozenset(line for line in lines if not line.startswith("#"))
