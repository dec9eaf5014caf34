"""One turn of one conversation: an event in; a new snapshot and messages out, or an apology."""

from __future__ import annotations

import logging
import secrets

from msgspec import structs

from botengine.engine.answers import WrongAnswerError, read_answer
from botengine.engine.conversation import NEW, Conversation, ShownKey, dump, restore
from botengine.engine.effects import About, TurnResult
from botengine.engine.fingerprint import fingerprint
from botengine.engine.machine import PAGE, SHOW, BotMachine, compile_machine
from botengine.engine.renaming import rename
from botengine.engine.scope import Scope
from botengine.engine.screens import compose
from botengine.engine.steps import CONFIRM, EVERYWHERE, Place, places
from botengine.engine.walk import Walk
from botengine.errors import SnapshotError
from botengine.events import Event, Noticed, Opened, Pressed, Shared, Subscribed, Typed
from botengine.messages import Key, Message
from botengine.spec.bot import Ask, Bot, Button
from botengine.spec.texts import Renderer, fold
from botengine.spec.types import Choice, Type

log = logging.getLogger(__name__)
IDLE = "idle"  # the timer of `everywhere.idle`


class Engine:
    """Runs a Bot: one object for all conversations, free of any person's data."""

    def __init__(self, bot: Bot, renderer: Renderer) -> None:
        self.bot = bot
        self.renderer = renderer
        self.machine: BotMachine = compile_machine(bot)
        self.words = {fold(word): entry.step for entry in bot.everywhere.words for word in entry.words}
        self.shapes = {screen.id: fingerprint(bot, screen) for screen in bot.screens.values()}
        self.places = {(place.state, place.step.id): place for place in places(bot)}

    def turn(self, snapshot: bytes | None, event: Event, about: About) -> TurnResult:
        """Answer one event. A failure leaves the old conversation and tells the person so."""
        if self.bot.roles and about.user.role not in self.bot.roles:
            return self._stranger(snapshot, about)
        turn = Turn(self, _restore(snapshot), about)
        try:
            return turn.answer(event)
        except Exception as error:
            number = getattr(error, "number", "") or secrets.token_hex(3)
            log.exception("turn failed, error %s", number)
            if turn.outdated:  # the screen of today cannot be shown with the data of yesterday: begin anew
                return self.turn(None, Opened(), about)
            return self._failed(snapshot, event, about, number)

    def _stranger(self, snapshot: bytes | None, about: About) -> TurnResult:
        language = about.user.language or self.bot.language
        text = self.renderer.text(self.bot.everywhere.stranger, {"user": about.user}, language)
        return TurnResult(
            dump(_restore(snapshot)), (Message(text),), journal={"event": "stranger", "steps": []}
        )

    def _failed(self, snapshot: bytes | None, event: Event, about: About, number: str) -> TurnResult:
        """The old conversation, its old keyboard, and the number under which the error is logged."""
        old, language = _restore(snapshot), about.user.language or self.bot.language
        scope = {"error": {"id": number}, "user": about.user}
        text = self.renderer.text(self.bot.everywhere.failed, scope, language)
        journal = {"event": type(event).__name__, "from": old.state, "to": old.state, "error": number}
        return TurnResult(dump(old), (Message(text, old.keyboard),), journal=journal)


def _restore(snapshot: bytes | None) -> Conversation:
    """The stored conversation to work on; an unreadable one begins anew."""
    try:
        return restore(snapshot)
    except SnapshotError:
        log.exception("conversation begins anew")
        return restore(None)


class Turn:
    """Reads one event and walks the steps it means."""

    def __init__(self, engine: Engine, conversation: Conversation, about: About) -> None:
        self.engine = engine
        self.conversation = conversation
        self.about = about
        self.fresh = conversation.state == NEW
        rename(engine.bot, conversation)
        self.lost = ""  # the state that the flows do not have any more
        if conversation.state not in engine.machine.states:
            self.lost, conversation.state = conversation.state, NEW
        self.scope = Scope(engine.bot, engine.renderer, conversation, about)
        self.walk = Walk(engine.bot, engine.machine, conversation, self.scope)
        now = NEW if self.fresh or self.lost else engine.shapes[self.walk.screen.id]
        self.outdated = not self.fresh and conversation.shape != now  # the screen has changed since

    def answer(self, event: Event) -> TurnResult:
        """React to the event, then show the screen that the machine has come to."""
        before = self.conversation.state
        if self.lost:
            self.walk.rescue(self.lost)
            self.walk.begin()
        elif self.fresh or not self._may_stay():
            self.walk.home()
            self.walk.begin()
        self._react(event)
        message = self._show()
        sent = [structs.replace(each, keyboard=message.keyboard) for each in self.walk.sent]
        journal = {"event": type(event).__name__, "from": before, "to": self.conversation.state}
        return TurnResult(
            dump(self.conversation), (*sent, message), self._timers(), {**journal, "steps": self.walk.trail}
        )

    def _may_stay(self) -> bool:
        """A role taken away while chatting closes its flows at once."""
        return self.engine.bot.may_enter(self.about.user.role, self.walk.screen.flow)

    def _react(self, event: Event) -> None:
        idle = self.engine.bot.everywhere.idle
        match event:
            case Typed(text) | Shared(phone=text):
                self._typed(text)
            case Pressed(nonce, index):
                self._pressed(nonce, index)
            case Noticed(name) if name == IDLE and idle:
                self.walk.take(idle.step)
            case Opened() | Subscribed() | Noticed():
                self._again()
            case _:
                self._not_understood()

    def _again(self) -> None:
        if not self.fresh:  # a new conversation has just arrived at its first screen
            self.walk.show()

    def _not_understood(self) -> None:
        if not self.fresh:
            self.walk.said.append(self.scope.text("", self.engine.bot.everywhere.not_understood))
        self._again()

    # -- typed texts

    def _typed(self, text: str) -> None:
        word, everywhere = self.engine.words.get(fold(text)), self.engine.bot.everywhere
        if word:
            self.walk.take(word)
        elif self.walk.screen.ask and not self.walk.asking:
            self._answered(self.walk.screen.ask, text)
        elif everywhere.typed and not self.walk.asking:
            self.scope.extra["text"] = text.strip()
            self.walk.take(everywhere.typed)
        else:
            self._not_understood()

    def _answered(self, ask: Ask, text: str) -> None:
        screen = self.walk.screen
        if not self.scope.enter(screen):
            self.walk.missing(screen)
            return
        try:
            value = read_answer(ask.check, self._in_our_words(ask.check.type, text))
        except WrongAnswerError:
            self._wrong(ask)
            return
        self.conversation.tries = 0
        self.scope.keep(screen.flow, ask.field, value)
        self.walk.take(ask.step)

    def _in_our_words(self, type_: Type, text: str) -> str:
        """A value of a closed list may be typed as any language labels it."""
        labels = [each.label for each in type_.options.values()] if isinstance(type_, Choice) else ()
        return self.engine.renderer.meant(text, labels)

    def _wrong(self, ask: Ask) -> None:
        self.conversation.tries += 1
        otherwise = ask.check.otherwise or self.engine.bot.everywhere.not_understood
        self.walk.said.append(self.scope.text(self.walk.screen.flow, otherwise))
        if ask.check.then and self.conversation.tries >= ask.check.tries:
            self.walk.take(ask.check.then)
        else:
            self.walk.show()

    # -- pressed buttons

    def _pressed(self, nonce: str, index: int) -> None:
        conversation = self.conversation
        changed = conversation.shape != self.engine.shapes[self.walk.screen.id]
        if nonce != conversation.nonce or index >= len(conversation.keys) or changed:
            self._stale()
            return
        shown = conversation.keys[index]
        if shown.trigger == PAGE:
            conversation.page = int(shown.row)
            self.walk.arrive(PAGE, self.walk.screen.id)
        elif shown.trigger == SHOW:  # "no": back to the screen that the question came from
            self.walk.arrive(SHOW, self.walk.screen.id)
        else:
            self._button(shown)

    def _button(self, shown: ShownKey) -> None:
        state, confirms = self.conversation.state, shown.trigger.endswith(CONFIRM)
        place = self._place(shown.trigger.removesuffix(CONFIRM))
        if place is None:
            self._stale()
        elif shown.trigger.startswith(EVERYWHERE):
            self._press(place, state, confirms)
        elif not self.scope.enter(self.walk.screen):
            self.walk.missing(self.walk.screen)
        else:
            self._read_row(shown)
            self._press(place, state, confirms)

    def _place(self, trigger: str) -> Place | None:
        """Where the step stands: on the screen, or behind its question."""
        state = self.conversation.state
        direct = self.engine.places.get((state, trigger))
        if direct or self.walk.asking:
            return direct
        asking = f"{state}{CONFIRM}{trigger.rpartition('/')[2].removeprefix('bottom:')}"
        return self.engine.places.get((asking, trigger))

    def _read_row(self, shown: ShownKey) -> None:
        listing = self.walk.screen.listing
        if listing and shown.row is not None:
            self.scope.row = listing.row_type.decode(shown.row)

    def _press(self, place: Place, state: str, confirms: bool) -> None:
        """Role, `when` and the record's state are checked again: the screen may be old."""
        screen, button = self.walk.screen, place.button
        moved_on = not self.walk.asking and button is not None and self._state_now(place) != state
        self.walk.permitted = not button or (not moved_on and self.scope.offers(screen.flow, button))
        if not self.walk.permitted:
            self.walk.permitted = True  # for the way out
            self._say_stale(button)
            self.walk.arrive(SHOW, screen.id)
        elif button and confirms:
            self.walk.confirm(button)
        else:
            self.walk.take(place.step)

    def _state_now(self, place: Place) -> str:
        """Where the freshly read record belongs; buttons of everywhere do not depend on it."""
        if place.step.id.startswith(EVERYWHERE) or not self.walk.screen.switch:
            return self.conversation.state
        return self.scope.state_of(self.walk.screen)

    def _stale(self) -> None:
        self._say_stale()
        self.walk.show()

    def _say_stale(self, button: Button | None = None) -> None:
        said = (button and button.otherwise) or self.engine.bot.everywhere.stale
        self.walk.said.append(self.scope.text(self.walk.screen.flow, said))

    # -- the answer

    def _show(self) -> Message:
        """Compose the screen under a new name, so that older buttons are known as old."""
        conversation = self.conversation
        shown = compose(self.engine.bot, conversation, self.scope, self.walk.said)
        conversation.nonce, conversation.shape = self.about.random(), self.engine.shapes[self.walk.screen.id]
        conversation.keys = [
            ShownKey(_with_body(key.key, f"~{conversation.nonce}.{n}"), key.trigger, key.row)
            for n, key in enumerate(shown.keys)
        ]
        return structs.replace(shown.message, keyboard=conversation.keyboard)

    def _timers(self) -> dict[str, float | None]:
        idle = self.engine.bot.everywhere.idle
        if idle is None:
            return {}
        at_home = self.walk.screen.id == self.engine.bot.start
        return {IDLE: None if at_home else self.about.now.timestamp() + idle.after}


def _with_body(key: Key, body: str) -> Key:
    return key if key.kind == "url" else Key(key.label, body, key.columns, key.rows, key.style, key.kind)
