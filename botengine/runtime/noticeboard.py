"""The noticeboard: where notices wait until their person may be told, and what the runtime asks of it."""

from collections.abc import Sequence
from concurrent.futures import Future
from dataclasses import dataclass
from typing import Protocol

from botengine.runtime.records import Arrival, Person, Trouble
from botengine.values import Notice


@dataclass(frozen=True, slots=True)
class Audience:
    """A person for whom notices wait, oldest first, each with its number.

    `told`: when something was told last. `unanswered`: messages in this hour since the person last wrote.
    """

    person: Person
    waiting: tuple[tuple[int, Notice], ...]
    told: float
    unanswered: int


@dataclass(frozen=True, slots=True)
class Verdict:
    """What is done for an audience: `dropped` are forgotten, all others wait until `look` or are `told`."""

    dropped: tuple[int, ...] = ()
    told: tuple[int, ...] = ()
    arrival: Arrival | None = None  # that tells them
    look: float = 0.0  # when to look again, if something still waits


class Noticeboard(Protocol):
    """A part of the store. Times come from the store's clock; every method may be called from any thread."""

    def pin(self, bot: str, notices: Sequence[Notice], token: tuple[str, bytes] | None = None) -> Future[int]:
        """Keep notices for everybody linked and subscribed, each `key` of a person once; how many were new.

        `token`: name and value that are kept among the bot's small values, in the same commit.
        """

    def due(self, limit: int) -> list[Audience]:
        """People for whom something waits, and at whom it is time to look."""

    def settle(self, audience: Audience, verdict: Verdict) -> Future[None]:
        """Write down what is done. The Future fails with FencedError if somebody else was faster."""

    def complain(self, bot: str, trouble: Trouble) -> Future[None]:
        """Note a trouble that is nobody's in particular, for the operator."""
