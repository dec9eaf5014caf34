"""Telling people what happened outside: at once after a silence, else gathered; never more than they bear."""

import logging
import re
from collections.abc import Mapping
from contextlib import suppress
from datetime import time
from zoneinfo import ZoneInfo

from botengine.clock import Clock
from botengine.errors import FencedError
from botengine.runtime import inbox
from botengine.runtime.noticeboard import Audience, Verdict
from botengine.runtime.ports import LiveBot, Store
from botengine.runtime.records import DAY, Person, Trouble
from botengine.values import Notice

log = logging.getLogger(__name__)
PAUSE = 10.0  # seconds between two tellings; once more as long for each message that was left unanswered
BUDGET = 60  # unanswered messages in an hour; Viber refuses from 100 on, and answers need room too
MINUTE = 60.0  # seconds: who must wait is looked at every full minute, for quiet hours and moods change
REST = 3600.0  # seconds without notices outside of sessions after the messenger wanted money
RESTING = "notices.resting"  # the small value that says until when
BATCH = 100  # people looked at in one go


class Notices:
    """Holds notices and lets them go. Thread-safe; every process may have one, the store tells each once."""

    def __init__(self, store: Store, bots: Mapping[str, LiveBot], clock: Clock) -> None:
        self.store, self.bots, self.clock = store, bots, clock
        self.pause, self.budget = PAUSE, BUDGET

    def release(self) -> int:
        """Tell everybody what is due; how many people were told something."""
        told = 0
        for audience in self.store.notices.due(BATCH):
            verdict = self._judge(audience)
            with suppress(FencedError):  # another process told it
                self.store.notices.settle(audience, verdict).result()
                told += verdict.arrival is not None
        return told

    def rest(self, bot: str, reason: str) -> None:
        """The messenger wants money: notices outside of sessions wait, and the operator is told once."""
        if self._resting(bot):
            return
        until = self.clock.time() + REST
        self.store.set_meta(bot, RESTING, repr(until).encode()).result()
        self.store.notices.complain(bot, Trouble("unpaid", f"notices rest for an hour: {reason}")).result()
        log.error("bot %s: notices rest for an hour: %s", bot, reason)

    def _resting(self, bot: str) -> bool:
        return float(self.store.meta(bot, RESTING) or 0) > self.clock.time()

    def _judge(self, audience: Audience) -> Verdict:
        person, now = audience.person, self.clock.time()
        bot = self.bots.get(person.bot)
        if bot is None:  # not loaded here
            return Verdict(look=_next_minute(now))
        wanted = tuple((n, notice) for n, notice in audience.waiting if _wants(bot, person, notice))
        told = tuple(number for number, _ in wanted)
        dropped = tuple(number for number, _ in audience.waiting if number not in told)
        if not wanted or (look := self._until(bot, audience)) > now:
            return Verdict(dropped, look=look if wanted else now)
        items = [notice for _, notice in wanted]
        return Verdict(dropped, told, inbox.told(person, items, f"told:{told[0]}-{told[-1]}:{now:.0f}", now))

    def _until(self, bot: LiveBot, audience: Audience) -> float:
        """When to look again at a person for whom something waits; now or earlier: it is time to tell."""
        person, now = audience.person, self.clock.time()
        held = (
            (person.account and is_quiet(person.account.quiet, self._local(bot)))
            or audience.unanswered >= self.budget
            or (not in_session(person, now) and self._resting(person.bot))
        )
        if held:
            return _next_minute(now)
        return min(audience.told + self.pause * (1 + audience.unanswered), _next_minute(now))

    def _local(self, bot: LiveBot) -> time:
        return self.clock.now().astimezone(ZoneInfo(bot.timezone)).time()


def in_session(person: Person, now: float) -> bool:
    """Whether the person wrote in the last 24 hours: messages until then are no notices to be paid for."""
    return now - person.last_message < DAY


QUIET = re.compile(r"([01]\d|2[0-3]):([0-5]\d)-([01]\d|2[0-3]):([0-5]\d)")


def is_quiet(hours: str, local: time) -> bool:
    """Whether a time of day lies in hours such as "22:00-07:00"; "" is never quiet."""
    if not (found := QUIET.fullmatch(hours)):
        return False
    begins, ends = (time(int(found[n]), int(found[n + 1])) for n in (1, 3))
    return begins <= local < ends if begins <= ends else local >= begins or local < ends


def _wants(bot: LiveBot, person: Person, notice: Notice) -> bool:
    user = person.account
    return bool(person.subscribed and user and user.id == notice.to and bot.hears(user, notice.name))


def _next_minute(now: float) -> float:
    return now - now % MINUTE + MINUTE
