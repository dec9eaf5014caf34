"""Turns: an arrival becomes an event, the brain answers it, and all that follows is one commit."""

import logging
import secrets
import time
from collections.abc import Callable, Mapping
from concurrent.futures import Future
from dataclasses import replace
from functools import partial

import msgspec

from botengine.clock import Clock
from botengine.engine.effects import About, Asked, TurnResult
from botengine.errors import BotengineError
from botengine.events import Event, Ignored, Opened, Profile, SendFailed, Subscribed, Unsubscribed
from botengine.messages import Message
from botengine.metrics import Metrics
from botengine.runtime import access, admission, inbox
from botengine.runtime.admission import Entry
from botengine.runtime.effects import Performer
from botengine.runtime.haste import Haste
from botengine.runtime.lanes import Held
from botengine.runtime.ports import LiveBot, Store, UnreadableError
from botengine.runtime.records import Commit, Draft, Journal, Task, Trouble
from botengine.values import User

log = logging.getLogger(__name__)
MAX_ATTEMPTS = 5  # after that many crashes an arrival is given up, so that the person's next one is heard
PATIENCE = 60.0  # seconds a turn may take; then its person is told, and the lane goes on
encode = msgspec.json.Encoder().encode


class Dispatcher:
    """Works on claimed `in` lanes. Thread-safe: each call has its own task.

    `posted` is called when letters lie in the outbox.
    """

    def __init__(
        self,
        store: Store,
        bots: Mapping[str, LiveBot],
        clock: Clock,
        metrics: Metrics,
        *,
        patience: float = PATIENCE,
        posted: Callable[[object], object] = lambda _: None,
    ) -> None:
        self.store, self.bots, self.clock, self.metrics = store, bots, clock, metrics
        self.patience, self.posted, self.max_attempts = patience, posted, MAX_ATTEMPTS
        self.haste, self.crowd = Haste(clock.time), Haste(clock.time)

    def work(self, held: Held[Task]) -> Future[None]:
        """One turn from a claimed lane to its commit."""
        if held.work.lease.bot not in self.bots:
            raise BotengineError(f"no bot '{held.work.lease.bot}' is loaded here, but messages for it wait")
        return self.finish(held.work, self.turn(held.work))

    def finish(self, task: Task, commit: Commit) -> Future[None]:
        """Write the turn; when that is done, whoever sends is told."""
        future = self.store.commit(task.lease, commit)
        if commit.letters and not commit.inline:
            future.add_done_callback(self.posted)
        return future

    def give_up(self, task: Task) -> Future[None]:
        """End an arrival whose turn hangs or kills the program; the person is told."""
        return self.finish(task, self.dead(task, f"no end after {self.patience:g} s"))

    def turn(self, task: Task, *, inline: bool = False) -> Commit:
        """What the turn of this task leaves; `inline`: its messages are given back, not sent."""
        started, waiting, bot = time.perf_counter(), task.waiting, self.bots[task.lease.bot]
        if waiting.attempts > self.max_attempts:
            return self.dead(task, f"the program ended {self.max_attempts} times while working on it")
        try:
            event, told = inbox.understand(bot.channel, waiting, task.person)
        except UnreadableError as problem:
            return Commit(waiting.id, task.version, trouble=Trouble("dead", str(problem), waiting.body))
        profile = access.profile_of(task.lease.user, task.person, told)
        if quick := self._quick(task, event):
            return quick
        met = replace(_met(task, event, profile), inline=inline)
        limited = waiting.kind == "viber" and bot.per_minute
        if limited and (above := self.haste.count(task.lease) - bot.per_minute) > 0:
            return self._slow_down(task, met) if above == 1 else met
        entry = admission.enter(self.store, bot.roles, task, event)
        crowded = entry.asked == admission.CROWDED and self.crowd.count(task.lease) > 1
        if entry.asked == admission.QUIET or crowded:
            return met
        return self._ask(task, met, entry, profile, started)

    def _quick(self, task: Task, event: Event) -> Commit | None:
        """Events that need no brain."""
        name, waiting = type(event).__name__, task.waiting
        if not task.current:  # disarmed, or armed anew, while it waited
            return Commit(waiting.id, task.version, journal=Journal(f"{name} (outdated)"))
        match event:
            case Ignored():
                return Commit(waiting.id, task.version)
            case Unsubscribed():
                return Commit(waiting.id, task.version, subscribed=False, journal=Journal(name))
            case SendFailed(token, reason):
                trouble = Trouble("failed", f"message {token} could not be shown: {reason}", waiting.body)
                return Commit(waiting.id, task.version, trouble=trouble, journal=Journal(name))
        return None

    def _ask(self, task: Task, met: Commit, entry: Entry, profile: Profile, started: float) -> Commit:
        bot, lease, waiting, event = self.bots[task.lease.bot], task.lease, task.waiting, entry.event
        user, now = access.user_of(entry.person, profile), self.clock.now()
        performer = Performer(self.store, lease, bot, user, now)
        key = f"{lease.bot}:{lease.user}:{waiting.origin}"
        name = admission.namer(lease, entry.person)
        again = partial(self._now, performer, profile)
        about = About(user, profile, now, key, performer, name, entry.asked or Asked(), again)
        result = bot.brain.turn(task.snapshot, event, about)
        messages = result.messages
        if user.id and not again().id:  # signed out by what was done
            messages = tuple(msgspec.structs.replace(each, keyboard=None) for each in messages)
        seconds = time.perf_counter() - started
        self.metrics.turn(seconds, "failed" if "error" in result.journal else "ok")
        return replace(
            met,
            snapshot=result.snapshot,
            letters=tuple(_draft(message, plain=waiting.kind == "viber") for message in messages),
            timers=result.timers,
            results=performer.results,
            journal=_line(event, result, seconds),
            trouble=performer.trouble,
            held=result.held,
        )

    def _now(self, performer: Performer, profile: Profile) -> User:
        """Who it is after what was done in this turn."""
        lease = performer.lease
        if not performer.results:
            return performer.user
        return access.user_of(self.store.person(lease.bot, lease.user), profile)

    def _slow_down(self, task: Task, met: Commit) -> Commit:
        """Say so to people of the bot; an operator sees it of everybody."""
        self.metrics.turn(0.0, "skipped")
        user = access.user_of(task.person, met.profile or Profile(task.lease.user))
        words = self.bots[task.lease.bot].brain.apology(task.snapshot, user, "")
        trouble = Trouble("hasty", "this person sends too much; what comes in the next minute is dropped")
        return replace(met, letters=(Draft(encode(words)),) if user.id else (), trouble=trouble)

    def dead(self, task: Task, reason: str) -> Commit:
        """Give the arrival up: an operator finds it among the errors, the person is told."""
        number = secrets.token_hex(3)
        log.error("arrival given up: %s (error %s)", reason, number)
        self.metrics.turn(0.0, "dead")
        user = access.user_of(task.person, access.profile_of(task.lease.user, task.person, None))
        apology = self.bots[task.lease.bot].brain.apology(task.snapshot, user, number)
        trouble = Trouble("dead", f"{reason} (error {number})", task.waiting.body)
        letters = () if task.waiting.kind == "notice" else (Draft(encode(apology)),)
        journal = Journal("given up")
        return Commit(task.waiting.id, task.version, letters=letters, trouble=trouble, journal=journal)


def _met(task: Task, event: Event, profile: Profile) -> Commit:
    """What every event tells of the person, and no more."""
    waiting, heard = task.waiting, task.waiting.kind == "viber"
    spoke = heard and not isinstance(event, Opened | Subscribed)
    reachable = spoke or isinstance(event, Subscribed) or (isinstance(event, Opened) and event.subscribed)
    known = profile if heard else None
    return Commit(waiting.id, task.version, profile=known, subscribed=reachable or None, spoke=spoke)


def _draft(message: Message, *, plain: bool) -> Draft:
    return Draft(encode(message), plain and not message.picture and not message.file)


def _line(event: Event, result: TurnResult, seconds: float) -> Journal:
    told = result.journal
    name, came_from, went_to = (str(told.get(each, "")) for each in ("event", "from", "to"))
    steps = msgspec.json.encode(told.get("steps", []), enc_hook=str)
    return Journal(name or type(event).__name__, came_from, went_to, steps, round(seconds * 1000, 2))
