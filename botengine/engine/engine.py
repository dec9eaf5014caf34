"""The engine: every event is one turn; a failed turn is an apology and changes nothing."""

import logging
import secrets
from dataclasses import replace

from botengine.engine.conversation import restored
from botengine.engine.effects import About, TurnResult
from botengine.engine.fingerprint import data_fingerprint, fingerprint
from botengine.engine.machine import BotMachine
from botengine.engine.scope import TurnFailedError
from botengine.engine.steps import CONFIRM, Place, places
from botengine.engine.turn import Turn, silent
from botengine.events import Event, Opened, Told
from botengine.messages import Message
from botengine.spec.bot import Bot
from botengine.spec.texts import Renderer, fold
from botengine.values import User

log = logging.getLogger(__name__)


class Engine:
    """Runs a Bot: one object for all conversations, free of any person's data."""

    def __init__(self, bot: Bot, renderer: Renderer) -> None:
        self.bot = bot
        self.renderer = renderer
        self.machine = BotMachine(bot)
        self.words = {fold(word): entry.step for entry in bot.everywhere.words for word in entry.words}
        self.shapes = {screen.id: fingerprint(bot, screen) for screen in bot.places.values()}
        self.data = data_fingerprint(bot)
        self.places: dict[tuple[str, str], Place] = {}  # by state and trigger
        for place in places(bot):
            self.places[place.state, place.step.id] = place
            if place.button and place.button.confirm:  # the press that asks comes first
                self.places[place.state.partition(CONFIRM)[0], place.step.id + CONFIRM] = place

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
            later = event.items if isinstance(event, Told) and isinstance(error, TurnFailedError) else ()
            result = self._failed(snapshot, event, about, number)
            return replace(result, held=tuple(each.key for each in later))

    def apology(self, snapshot: bytes | None, user: User, number: str) -> Message:
        """The words for "that failed" (without a number: "too much"), and the keyboard that was there."""
        said = self.bot.everywhere.said["failed" if number else "hasty"]
        text = self.renderer.text(said, {"error": {"id": number}, "user": user}, user.language)
        return Message(text, restored(snapshot).keyboard)

    def _stranger(self, snapshot: bytes | None, event: Event, about: About) -> TurnResult:
        quiet = silent(snapshot, event)
        if isinstance(event, Told):
            return quiet
        scope = {"user": about.user, "request": {"code": about.asked.code}}
        said = self.bot.everywhere.said[about.asked.answer]
        message = Message(self.renderer.text(said, scope, about.user.language))
        return replace(quiet, messages=(message,), journal={"event": "stranger"})

    def _failed(self, snapshot: bytes | None, event: Event, about: About, number: str) -> TurnResult:
        """The old conversation, its old keyboard, and the number under which the error is logged."""
        old = silent(snapshot, event)
        said = () if isinstance(event, Told) else (self.apology(snapshot, about.user, number),)
        return replace(old, messages=said, journal={**old.journal, "error": number})
