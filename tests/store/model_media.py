"""Files in a dict: the contract of the media store in its shortest form."""

from __future__ import annotations

from concurrent.futures import Future

from botengine.clock import Clock
from botengine.runtime.ports import Kept


class MediaTable:
    """Implements botengine.runtime.media.MediaStore."""

    def __init__(self, clock: Clock) -> None:
        self.clock = clock
        self.rows: dict[tuple[str, str], tuple[Kept, float]] = {}

    def keep(self, bot: str, token: str, kept: Kept, expires: float) -> Future[None]:
        before = self.rows.get((bot, token))
        self.rows[bot, token] = (before[0] if before else kept, expires)
        done: Future[None] = Future()
        done.set_result(None)
        return done

    def find(self, bot: str, token: str) -> Kept | None:
        kept, expires = self.rows.get((bot, token), (None, 0.0))
        return kept if expires > self.clock.time() else None

    def drop(self, wanted) -> int:
        """Delete the rows that are wanted gone; how many."""
        gone = [key for key, (kept, expires) in self.rows.items() if wanted(key, kept, expires)]
        for key in gone:
            del self.rows[key]
        return len(gone)
