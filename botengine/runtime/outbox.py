"""Sending: each receiver's letters in their order, every one until it is sent or cannot ever be."""

import logging
import time
from concurrent.futures import Future
from dataclasses import replace

import msgspec

from botengine.errors import FencedError
from botengine.messages import Message
from botengine.metrics import Metrics
from botengine.runtime import access
from botengine.runtime.breaker import Breaker, backoff
from botengine.runtime.lanes import Held
from botengine.runtime.notices import Notices
from botengine.runtime.ports import Gone, Parked, Paused, Refused, TryLater, Unpaid
from botengine.runtime.records import Bundle, Done, Letter, Settlement

log = logging.getLogger(__name__)
HOUR = 3600.0  # seconds: the messenger counts unanswered messages by the clock's hour
MAX_SURPRISES = 8  # attempts at a message that fails for a reason that is not the messenger's
_message = msgspec.json.Decoder(Message)


class Outbox:
    """Works on claimed `out` lanes. Thread-safe: each call has its own bundle."""

    def __init__(self, notices: Notices, metrics: Metrics, lease: float) -> None:
        self.store, self.bots, self.clock = notices.store, notices.bots, notices.clock
        self.notices, self.metrics, self.lease = notices, metrics, lease
        self.breaker = Breaker()

    def claim(self, limit: int) -> Future[list[Bundle]]:
        return self.store.claim_letters(limit, self.lease, tuple(self.breaker.resting()))

    def work(self, held: Held[Bundle]) -> Future[None]:
        """Send a receiver's letters; every one is settled before the next is sent."""
        bundle = held.work
        if bundle.person and not bundle.person.subscribed:
            gone = tuple(Done(letter.id, "gone", reason="not subscribed") for letter in bundle.letters)
            return self.store.settle(bundle.lease, Settlement(gone))
        outdated, letters = _sift(bundle.letters)
        for letter in letters:
            self._hold(held)
            settlement = self._send(bundle, letter)
            if goes_on := bool(settlement.done) and letter is not letters[-1]:
                settlement = replace(settlement, after=None, keep_for=self.lease)
            settled = self.store.settle(bundle.lease, replace(settlement, done=(*outdated, *settlement.done)))
            settled.result()  # at most this one message is sent again if the program ends here
            if not goes_on:
                break
            outdated, held.until = (), time.monotonic() + self.lease
        return settled

    def _hold(self, held: Held[Bundle]) -> None:
        """Before each send: the lease must outlast it. FencedError if the lane was taken over."""
        bundle = held.work
        if held.until - time.monotonic() > self.bots[bundle.lease.bot].channel.send_timeout:
            return
        until = time.monotonic() + self.lease
        if self.store.renew([bundle.lease], self.lease).result():
            raise FencedError
        held.until = until

    def _send(self, bundle: Bundle, letter: Letter) -> Settlement:
        """Send one letter, and say what is to be written down about it."""
        lease = bundle.lease
        profile = access.profile_of(lease.user, bundle.person, None)
        try:
            sent = self.bots[lease.bot].channel.send(lease.user, _message.decode(letter.body), profile)
        except (TryLater, Paused, Parked) as problem:
            return self._wait(lease.bot, letter, problem)
        except Gone as problem:
            self.metrics.sent("gone")
            return Settlement((Done(letter.id, "gone", reason=str(problem)),), unsubscribed=True)
        except (Refused, msgspec.MsgspecError) as problem:
            self.metrics.sent("refused")
            log.warning("message %s refused: %s", letter.id, problem)
            done = Done(letter.id, "refused", reason=str(problem))
        except Exception as problem:
            log.exception("sending message %s failed in a way nobody foresaw", letter.id)
            if letter.attempts < MAX_SURPRISES:
                return Settlement(failed=letter.id, after=backoff(letter.attempts))
            done = Done(letter.id, "refused", reason=repr(problem))
        else:
            self.metrics.sent("ok", sent.billing)
            log.debug("message %s sent, billing status %s", letter.id, sent.billing or "unknown")
            done = Done(letter.id, "sent", sent.token)
        self.breaker.worked(lease.bot)
        return Settlement((done,))

    def _wait(self, bot: str, letter: Letter, problem: TryLater | Paused | Parked) -> Settlement:
        log.warning("message %s waits: %s", letter.id, problem)
        if isinstance(problem, Unpaid):
            self.notices.rest(bot, str(problem))
        if isinstance(problem, Parked):
            self.metrics.sent("parked")
            return Settlement(after=HOUR - self.clock.time() % HOUR, parked=True)
        paused = isinstance(problem, Paused)
        self.metrics.sent("paused" if paused else "later")
        self.breaker.failed(bot, str(problem), pause=paused)
        told = problem.after if isinstance(problem, TryLater) else None
        after = 0.0 if paused else max(told or 0.0, backoff(letter.attempts))
        return Settlement(failed=letter.id, after=after)


def _sift(letters: tuple[Letter, ...]) -> tuple[tuple[Done, ...], tuple[Letter, ...]]:
    """After an outage only the newest screen is worth sending; everything else is sent."""
    newest = max((letter.turn for letter in letters if letter.plain), default=0)
    if not letters[0].attempts:
        return (), letters
    old = [letter for letter in letters if letter.plain and letter.turn != newest]
    outdated = tuple(Done(letter.id, "superseded") for letter in old)
    return outdated, tuple(letter for letter in letters if letter not in old)
