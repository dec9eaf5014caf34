"""Requests of strangers to be let in: one for each chat, with a pairing code that tells it from others."""

import secrets
from concurrent.futures import Future
from dataclasses import dataclass
from typing import Literal, Protocol

from botengine.engine.effects import Asked
from botengine.events import Profile
from botengine.values import Account

RequestStatus = Literal["open", "approved", "rejected"]
Verdict = Literal["done", "wrong", "expired", "closed", "unknown"]
MINUTE, HOUR, DAY = 60.0, 3600.0, 86_400.0  # seconds
CODE_DIGITS = 8  # 26 bits, in signs that are the same on every keyboard and in every language
CODE_LIFE = 10 * MINUTE  # how long a code is good
CODE_REST = 2 * MINUTE  # a code that ends sooner is replaced when the person writes again
WRONG_CODES = 5  # so many wrong ones for a request end its code
ANSWERS, ANSWER_SPAN = 5, 10 * MINUTE  # a stranger is answered so often in that time
REFUSAL_SPAN = DAY  # a refused person is told so once in that time
NEW_IN_HOUR, OPEN_AT_ONCE = 100, 1000  # requests of one bot; who comes then is told to come later


@dataclass(frozen=True, slots=True)
class Request:
    """A stranger's request. `code` is spoken in two groups, "" when it is no longer good; times: seconds.

    `profile` is what the messenger claims about the person: only the code tells who it is.
    """

    id: int
    user: str
    status: RequestStatus
    code: str
    expires: float
    created: float
    decided: float = 0.0
    decided_by: str = ""
    profile: Profile | None = None


class Requests(Protocol):
    """What the store keeps of requests. `by` is who decides, for the audit log."""

    def ask(self, bot: str, user: str) -> Future[Asked]:
        """A stranger has come or written: there is one request then, and at most so many answers."""

    def all(self, bot: str, status: RequestStatus = "open", limit: int = 200) -> list[Request]:
        """The newest first."""

    def count(self, bot: str) -> int:
        """How many are open."""

    def get(self, bot: str, request_id: int) -> Request | None: ...

    def find(self, bot: str, code: str) -> Request | None:
        """The open request with this code, however it is spaced, while it is good."""

    def approve(
        self, bot: str, request_id: int, code: str, account: str | Account, by: str
    ) -> Future[Verdict]:
        """Link the chat to an account, given by its id or to be made; the person is told at once.

        `wrong`, `expired`: the code is not (any more) that of the request; `closed`: decided already;
        `unknown`: no such request or active account.
        """

    def reject(self, bot: str, request_id: int, by: str) -> Future[Verdict]:
        """Refuse; the person is told once."""

    def renew(self, bot: str, request_id: int, by: str) -> Future[Verdict]:
        """Send a new code; a rejected request is open again."""


def new_code() -> str:
    return f"{secrets.randbelow(10**CODE_DIGITS):0{CODE_DIGITS}}"


def digits(code: str) -> str:
    """A code as it is kept, from how somebody writes it."""
    return "".join(sign for sign in code if sign in "0123456789")


def spoken(code: str) -> str:
    """A code in two groups, easy to read aloud."""
    half = CODE_DIGITS // 2
    return f"{code[:half]} {code[half:]}" if code else ""
