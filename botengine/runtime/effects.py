"""Actions of one turn: reads are called straight, effects are written down before and after."""

import logging
import secrets
from datetime import datetime
from functools import partial

import msgspec

from botengine.engine.effects import ActionCall
from botengine.engine.services import FAILED
from botengine.runtime.media import published
from botengine.runtime.ports import LiveBot, Store
from botengine.runtime.records import Intent, Known, Lease, Trouble
from botengine.values import Outcome, User

log = logging.getLogger(__name__)


class Performer:
    """Runs the actions of one turn. `results` and `troubles` go into the turn's commit."""

    def __init__(self, store: Store, lease: Lease, bot: LiveBot, user: User, now: datetime) -> None:
        self.store, self.lease, self.bot, self.user, self.now = store, lease, bot, user, now
        self.results: dict[str, bytes] = {}
        self.trouble: Trouble | None = None

    def __call__(self, call: ActionCall) -> Outcome:
        """Run the action, but never an effect of which is known that it must not happen twice.

        FencedError or StoreFullError if it cannot be written down; then nothing was called.
        """
        effect = self.bot.effect_of(call.name)
        if effect == "read":
            return self._run(call)
        intent = Intent(call.key, call.name, effect, dict(self.results))
        known = self.store.begin(self.lease, intent).result()
        outcome = self._again(intent, known) or self._run(call)
        self.results[call.key] = msgspec.json.encode((outcome.name, outcome.value), enc_hook=str)
        return outcome

    def _run(self, call: ActionCall) -> Outcome:
        outcome = self.bot.perform(call, self.user, self.now)
        return published(outcome, partial(self.bot.publish, self.lease.user))

    def _again(self, intent: Intent, known: Known) -> Outcome | None:
        """What to answer without calling; None to call."""
        if known.status == "done":
            return Outcome(*msgspec.json.decode(known.result))  # its value as JSON: records are mappings now
        if known.status == "begun" and intent.effect == "none":
            return self._unknown(intent)
        return None

    def _unknown(self, intent: Intent) -> Outcome:
        error = secrets.token_hex(3)
        reason = f"nobody knows whether {intent.action} happened; the program ended meanwhile (error {error})"
        log.error("%s", reason)
        self.trouble = Trouble("unknown", reason, intent.key.encode())
        return Outcome(FAILED, error)
