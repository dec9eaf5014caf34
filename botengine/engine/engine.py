"""The engine: every event is one turn; a failed turn is an apology and changes nothing."""

import logging
import secrets

from botengine.engine.conversation import dump, restored
from botengine.engine.effects import About, TurnResult
from botengine.engine.prepared import Prepared
from botengine.engine.turn import Turn, silent
from botengine.events import Event, Opened, Told
from botengine.messages import Message

log = logging.getLogger(__name__)


class Engine(Prepared):
    """Runs a Bot: one object for all conversations, free of any person's data."""

    def turn(self, snapshot: bytes | None, event: Event, about: About) -> TurnResult:
        """Answer one event. A failure leaves the old conversation and tells the person so."""
        if self.bot.roles and about.user.role not in self.bot.roles:
            return self._stranger(snapshot, event, about)
        turn = Turn(self, snapshot, about)
        try:
            return turn.answer(event)
        except Exception as error:
            number = getattr(error, "number", "") or secrets.token_hex(3)
            log.exception("turn failed, error %s", number)
            if turn.outdated and not isinstance(event, Told):  # the data of yesterday do not fit: begin anew
                return self.turn(None, Opened(), about)
            return self._failed(snapshot, event, about, number)

    def _stranger(self, snapshot: bytes | None, event: Event, about: About) -> TurnResult:
        if isinstance(event, Told):
            return silent(snapshot, event)
        language = about.user.language or self.bot.language
        values = {"user": about.user, "request": {"code": about.asked.code}}
        text = self.renderer.text(self.bot.everywhere.said[about.asked.answer], values, language)
        return TurnResult(
            dump(restored(snapshot)), (Message(text),), journal={"event": "stranger", "steps": []}
        )

    def _failed(self, snapshot: bytes | None, event: Event, about: About, number: str) -> TurnResult:
        """The old conversation, its old keyboard, and the number under which the error is logged."""
        old, language = restored(snapshot), about.user.language or self.bot.language
        scope = {"error": {"id": number}, "user": about.user}
        text = self.renderer.text(self.bot.everywhere.said["failed"], scope, language)
        journal = {"event": type(event).__name__, "from": old.state, "to": old.state, "error": number}
        said = () if isinstance(event, Told) else (Message(text, old.keyboard),)
        return TurnResult(dump(old), said, journal=journal)
