"""The port of log-ins: what web pages must remember of passwords, sessions and one-time links."""

import math
from concurrent.futures import Future
from dataclasses import dataclass
from typing import Literal, Protocol

Kind = Literal["login", "session", "device", "link", "recovery", "used", "pace"]


@dataclass(frozen=True, slots=True)
class Pass:
    """Something that lets an account in, or has let it in. `key` is never the secret itself but its digest;
    `until`: seconds since 1970, from then on it is as if it had never been.
    """

    kind: Kind
    key: str
    account: str
    value: bytes = b""
    until: float = math.inf


class Sessions(Protocol):
    """Keeps passes. May be called from any thread; what writes is done when its Future is."""

    def keep(self, bot: str, entry: Pass) -> Future[bool]:
        """Keep it, in the place of another one with this kind and key."""

    def add(self, bot: str, entry: Pass) -> Future[bool]:
        """Keep it, or False if there is one already: of two at once, one succeeds."""

    def renew(self, bot: str, entry: Pass) -> Future[bool]:
        """Keep it in the place of the one that must be there: False if that has been dropped meanwhile."""

    def get(self, bot: str, kind: Kind, key: str) -> Pass | None: ...

    def take(self, bot: str, kind: Kind, key: str) -> Future[Pass | None]:
        """Give it and forget it: of two at once, one gets it."""

    def of(self, bot: str, kind: Kind, account: str) -> list[Pass]: ...

    def pace(self, bot: str, key: str, burst: int, every: float) -> Future[float]:
        """Seconds to wait before the next try with this key; 0.0: try now, it is counted. `burst` times at
        once, then once in `every` seconds (generic cell rate algorithm); all processes count together.
        """

    def drop(self, bot: str, kind: Kind, account: str, but: str = "") -> Future[int]:
        """Forget all of an account's, except the one with the key `but`; how many there were."""
