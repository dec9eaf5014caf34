"""What an operator may want to know of chats: where each is, what waits and why, and what went wrong."""

from collections.abc import Collection
from concurrent.futures import Future
from dataclasses import dataclass
from typing import Protocol

from botengine.runtime.records import Kind, Person, Side, Trouble


@dataclass(frozen=True, slots=True)
class Chat:
    """One person's chat; `changed` (seconds since 1970): when its conversation last moved, 0 for never."""

    person: Person
    snapshot: bytes | None = None
    changed: float = 0.0
    arrivals: int = 0  # that no turn has finished yet
    letters: int = 0  # that are not sent yet
    notices: int = 0  # that are held back: quiet hours, a burst, a limit


@dataclass(frozen=True, slots=True)
class Queued:
    """Something that waits in a chat's inbox or outbox."""

    kind: Kind | str
    at: float
    attempts: int
    body: bytes


@dataclass(frozen=True, slots=True)
class Queue:
    """One side of a chat: what waits, until when it rests, and whether somebody works on it right now."""

    waiting: tuple[Queued, ...] = ()
    rests_until: float = 0.0
    worked_on: bool = False
    parked: bool = False  # the person's next message ends the waiting


@dataclass(frozen=True, slots=True)
class TroubleLine:
    """One trouble. `again`: its arrival is still kept, so it can be worked on once more."""

    id: int
    user: str
    at: float
    trouble: Trouble
    again: bool = False


class Insight(Protocol):
    """Questions that operators ask the store, and the two things they can do about troubles."""

    def chats(self, bot: str, of: Collection[str] | None = None, limit: int = 200) -> list[Chat]:
        """The chats, or those `of` some people, the one that moved last first."""

    def queue(self, bot: str, user: str, side: Side) -> Queue: ...

    def mark(self, bot: str) -> str:
        """Another text whenever something has happened in any chat."""

    def troubles(self, bot: str, *, user: str = "", limit: int = 100) -> list[TroubleLine]:
        """The newest first."""

    def count(self, bot: str) -> int:
        """How many troubles wait for somebody."""

    def retry(self, bot: str, trouble: int) -> Future[bool]:
        """Work on the arrival once more, with the same effect keys; False if that cannot be (any more)."""

    def dismiss(self, bot: str, trouble: int) -> Future[bool]:
        """Forget a trouble; False if somebody did that before."""
