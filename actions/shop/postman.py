"""The postman: takes letters from the table to the mail server, in threads of its own, and tries again.

One postman at a time works on a folder, whichever process it is in: it holds a lock that ends with its
process. So a letter that is found in somebody's hands was in those of a program that is no more.
"""

from __future__ import annotations

import logging
import sqlite3
import threading
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from email.message import EmailMessage
from pathlib import Path
from time import monotonic
from uuid import uuid4

from actions.shop.database import Row
from actions.shop.mail import Mailer, Verdict
from actions.shop.sendings import FINAL, PATIENCE, Request, Sending, Sendings, SendingState
from botengine.clock import Clock

log = logging.getLogger(__name__)
THREADS = 3  # one slow server must not hold up everybody's letters
IDLE = 1.0  # seconds between two looks at the table, which other processes write to as well
GLIMPSE = 1.0  # seconds that a chat waits for a round: a few letters have gone by then, many have not
GLANCE = 0.03  # seconds between two looks of somebody who waits: the answer may come from another process

Compose = Callable[[Row, Mailer], EmailMessage | None]  # None: the order has changed, nothing to be sent
Note = Callable[[Row], object]  # writes a letter that was sent into the shop's journal


class Postman:
    """Takes wishes (`post`), tells what became of them (`wait`), and delivers meanwhile."""

    def __init__(
        self,
        sendings: Sendings,
        mailer: Mailer,
        *,
        compose: Compose,
        note: Note,
        clock: Clock,
        idle: float = IDLE,
    ) -> None:
        self.sendings, self.mailer, self.clock = sendings, mailer, clock
        self._compose, self._noted = compose, note
        self._idle = idle
        self._wake, self._news = threading.Condition(), threading.Condition()
        self._ended = False
        self._lock = _Lock(sendings.path.with_suffix(".lock"))
        self._threads: list[threading.Thread] = []

    def start(self) -> Postman:
        self._threads = [
            threading.Thread(target=self._work, name=f"postman-{n}", daemon=True) for n in range(THREADS)
        ]
        for thread in self._threads:
            thread.start()
        return self

    def close(self) -> None:
        """Finish the letters that are on their way; the others stay in the table."""
        with self._wake:
            self._ended = True
            self._wake.notify_all()
        for thread in self._threads:
            thread.join()
        self._lock.release()
        self.sendings.close()

    def post(self, request: Request) -> Sending:
        """Write a wish down, for good, and begin with it."""
        sending = self.sendings.add(request, self._message_id(), self.clock.time())
        with self._wake:
            self._wake.notify_all()
        return sending

    def post_round(self, requests: Sequence[Request]) -> None:
        """Write many reminders down, all or none, and begin with them."""
        self.sendings.add_round(requests, [self._message_id() for _ in requests], self.clock.time())
        with self._wake:
            self._wake.notify_all()

    def wait(self, sending: Sending, seconds: float = PATIENCE) -> Sending:
        """What is known after so many seconds at the most, or after the next attempt."""
        until, before = monotonic() + seconds, sending.attempts
        while monotonic() < until and not (
            sending.state in FINAL or (sending.again and sending.attempts > before)
        ):
            with self._news:
                self._news.wait(GLANCE)
            sending = self.sendings.get(sending.id)
        return sending

    def wait_for_round(self, press: str, seconds: float = GLIMPSE) -> Mapping[str, SendingState]:
        """What is known of the letters of a press, by order, after so many seconds at the most."""
        until, found = monotonic() + seconds, self.sendings.of_round(press)
        while "queued" in found.values() and monotonic() < until:
            with self._news:
                self._news.wait(GLANCE)
            found = self.sendings.of_round(press)
        return found

    def _message_id(self) -> str:
        return f"<{uuid4()}@{self.mailer.sender.domain or 'localhost'}>"

    # -- the threads

    def _work(self) -> None:
        while not self._ended:
            try:
                busy = self._lock.take(self._begin) and self._next()
            except Exception:
                log.exception("the postman stumbled; the letters stay where they are")
                busy = False
            if not busy:
                self._rest()
        self.sendings.close()

    def _begin(self) -> None:
        self.sendings.recover(self.clock.time())
        for row in self.sendings.unnoted():
            self._note(row)

    def _next(self) -> bool:
        """Deliver one letter; False if there is none to deliver now."""
        row = self.sendings.claim(self.clock.time())
        if row is None:
            return False
        verdict = self._attempt(row)
        self._settle(row, verdict)
        log.info("letter %s, attempt %s: %s %s", row["id"], row["attempts"], verdict.state, verdict.reason)
        if verdict.state == "sent":
            self._note(row)
        return True

    def _attempt(self, row: Row) -> Verdict:
        handed = False

        def handing_over() -> None:
            nonlocal handed
            self.sendings.hand_over(row)
            handed = True

        try:
            letter = self._compose(row, self.mailer)
            if letter is None:
                return Verdict("dropped")
            return self.mailer.deliver(letter, letter["To"].addresses[0].addr_spec, handing_over)
        except Exception:
            log.exception("letter %s made trouble", row["id"])
            return Verdict("doubt" if handed else "retry", "trouble in the bot; its log says more")

    def _settle(self, row: Row, verdict: Verdict) -> None:
        """Write the verdict down, however long the disk is full: a forgotten one would be a duplicate."""
        while True:
            try:
                self.sendings.settle(row, verdict, self.clock.time())
                with self._news:
                    return self._news.notify_all()
            except sqlite3.Error:
                log.exception("what became of letter %s cannot be written down yet", row["id"])
                if self._ended:
                    return None
                self._rest()

    def _rest(self) -> None:
        with self._wake:
            if not self._ended:
                self._wake.wait(self._idle)

    def _note(self, row: Row) -> None:
        try:
            self._noted(row)
        except Exception:
            log.exception("letter %s was sent, but the shop's journal does not say so yet", row["id"])
            return
        self.sendings.note(row)


class _Lock:
    """A right that only one process has, and that ends with it: an exclusive transaction of a file."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._guard = threading.Lock()
        self._held: sqlite3.Connection | None = None

    def take(self, begin: Callable[[], None]) -> bool:
        """Whether it is ours. When it has just become so, `begin` is called first."""
        with self._guard:
            if self._held is None:
                held = sqlite3.connect(self._path, timeout=0, isolation_level=None, check_same_thread=False)
                try:
                    held.execute("BEGIN EXCLUSIVE")
                except sqlite3.OperationalError:
                    held.close()
                    return False
                self._held = held
                begin()
            return True

    def release(self) -> None:
        with self._guard, suppress(sqlite3.Error):
            if self._held is not None:
                self._held.close()
                self._held = None
