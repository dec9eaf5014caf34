"""What the model of a store keeps about one person. The caller holds a lock and checks the lease."""

from __future__ import annotations

import itertools
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, replace

from botengine.errors import FencedError
from botengine.runtime.insight import TroubleLine
from botengine.runtime.records import (
    Arrival,
    Commit,
    Done,
    Draft,
    Intent,
    JournalLine,
    Known,
    Letter,
    Person,
    Retention,
    Settlement,
    Trouble,
    Waiting,
)


@dataclass
class Kept:
    """An arrival and what became of it."""

    id: int
    arrival: Arrival
    attempts: int = 0
    done_at: float | None = None


@dataclass
class Posted:
    """A letter and what became of it."""

    id: int
    turn: int
    draft: Draft
    status: str
    at: float
    attempts: int = 0


@dataclass
class Timer:
    """An armed timer; `rung` once it has become an arrival."""

    due: float
    armed: str
    rung: bool = False


class Chat:
    """One person's rows. `numbers` counts for the whole store."""

    def __init__(self, bot: str, user: str, numbers: itertools.count[int]) -> None:
        self.bot, self.user, self.numbers = bot, user, numbers
        self.inbox: dict[str, Kept] = {}  # by dedupe, oldest first
        self.outbox: dict[int, Posted] = {}
        self.effects: dict[str, tuple[float, bytes | None]] = {}
        self.timers: dict[str, Timer] = {}
        self.conversation: tuple[int, bytes | None] = (0, None)
        self.person: Person | None = None
        self.journal: dict[int, JournalLine] = {}
        self.errors: dict[int, TroubleLine] = {}

    @property
    def oldest(self) -> Kept | None:
        return next((kept for kept in self.inbox.values() if kept.done_at is None), None)

    @property
    def waiting(self) -> list[Posted]:
        return [letter for letter in self.outbox.values() if letter.status == "waiting"]

    def letters(self, limit: int) -> tuple[Letter, ...]:
        return tuple(
            Letter(each.id, each.turn, each.draft.body, each.draft.plain, each.attempts)
            for each in self.waiting[:limit]
        )

    def accept(self, arrival: Arrival) -> bool:
        if arrival.dedupe in self.inbox:
            return False
        self.inbox[arrival.dedupe] = Kept(next(self.numbers), arrival)
        return True

    def attempt(self, kept: Kept) -> tuple[Waiting, bool]:
        """Count an attempt; and whether the arrival, if it is a timer, still means something."""
        kept.attempts += 1
        what = kept.arrival
        current = what.kind != "timer" or what.dedupe in {timer.armed for timer in self.timers.values()}
        return Waiting(kept.id, what.kind, what.dedupe, what.body, what.received, kept.attempts), current

    def finish(self, turn: Commit, now: float) -> None:
        """Keep all that the turn leaves; FencedError if somebody else did it."""
        kept = self.oldest
        stale = turn.snapshot is not None and self.conversation[0] != turn.version
        if stale or kept is None or kept.id != turn.arrival:
            raise FencedError
        kept.done_at = now
        if turn.snapshot is not None:
            self.conversation = (turn.version + 1, turn.snapshot)
        for draft in turn.letters:
            number, status = next(self.numbers), "answered" if turn.inline else "waiting"
            self.outbox[number] = Posted(number, turn.arrival, draft, status, now)
        self._arm(kept.arrival.dedupe, turn.timers)
        self._results(turn.results)
        if turn.journal:
            line = JournalLine(self.user, now, kept.arrival.dedupe, turn.journal)
            self.journal[next(self.numbers)] = line
        if turn.trouble:
            self.complain(turn.trouble, now)
        if turn.spoke or turn.profile or turn.subscribed is not None:
            self._meet(turn, now)

    def _arm(self, rang: str, timers: Mapping[str, float | None]) -> None:
        kept = {name: timer for name, timer in self.timers.items() if timer.armed != rang}
        new = {
            name: Timer(due, f"timer:{secrets.token_hex(8)}")
            for name, due in timers.items()
            if due is not None
        }
        self.timers = {name: timer for name, timer in kept.items() if name not in timers} | new

    def _results(self, results: Mapping[str, bytes]) -> None:
        for key, result in results.items():
            if key in self.effects:
                self.effects[key] = (self.effects[key][0], result)

    def _meet(self, turn: Commit, now: float) -> None:
        old = self.person or Person(self.bot, self.user)
        self.person = replace(
            old,
            profile=turn.profile or old.profile,
            subscribed=old.subscribed if turn.subscribed is None else turn.subscribed,
            first_seen=old.first_seen or now,
            last_seen=now,
            last_message=now if turn.spoke else old.last_message,
        )

    def complain(self, trouble: Trouble, now: float) -> None:
        number = next(self.numbers)
        self.errors[number] = TroubleLine(number, self.user, now, trouble)

    def begin(self, intent: Intent, now: float) -> Known:
        self._results(intent.results)
        if intent.key not in self.effects:
            self.effects[intent.key] = (now, None)
            return Known("new")
        result = self.effects[intent.key][1]
        return Known("begun") if result is None else Known("done", result)

    def settle(self, settlement: Settlement, now: float) -> int:
        """Mark the letters; how many are done with."""
        count = 0
        for done in settlement.done:
            count += self._mark(done, now)
        if settlement.failed in self.outbox:
            self.outbox[settlement.failed].attempts += 1
        if settlement.unsubscribed and self.person:
            self.person = replace(self.person, subscribed=False)
        return count

    def _mark(self, done: Done, now: float) -> bool:
        letter = self.outbox.get(done.letter)
        if not letter or letter.status != "waiting":
            return False
        letter.status, letter.at = done.status, now
        if done.status == "refused":
            self.complain(Trouble("refused", done.reason, letter.draft.body), now)
        return True

    def purge(self, keep: Retention, now: float) -> int:
        """Drop what is finished and old; how many."""
        before = self.size
        self.inbox = {
            name: kept
            for name, kept in self.inbox.items()
            if kept.done_at is None or kept.done_at >= now - keep.inbox
        }
        self.outbox = {
            number: each
            for number, each in self.outbox.items()
            if each.status == "waiting" or each.at >= now - keep.outbox
        }
        self.effects = {key: row for key, row in self.effects.items() if row[0] >= now - keep.effects}
        self.journal = {n: line for n, line in self.journal.items() if line.at >= now - keep.journal}
        self.errors = {n: line for n, line in self.errors.items() if line.at >= now - keep.errors}
        return before - self.size

    @property
    def size(self) -> int:
        kept = len(self.inbox) + len(self.outbox) + len(self.effects) + len(self.timers)
        return (
            kept
            + len(self.journal)
            + len(self.errors)
            + bool(self.conversation[0])
            + (self.person is not None)
        )
