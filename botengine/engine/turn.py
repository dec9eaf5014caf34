"""One turn of one conversation: an event in; a new snapshot and messages out, or an apology."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from msgspec import structs

from botengine.engine.answers import read_answer
from botengine.engine.conversation import NEW, Frame, ShownKey, belonging, dump, restore, restored
from botengine.engine.effects import About, TurnResult
from botengine.engine.machine import PAGE, SHOW
from botengine.engine.renaming import rename, renamed_event
from botengine.engine.scope import Scope
from botengine.engine.screens import compose
from botengine.engine.steps import CONFIRM, EVERYWHERE
from botengine.engine.telling import Teller
from botengine.engine.timers import IDLE, REMIND, REMINDED, reminder, timers
from botengine.engine.walk import Walk
from botengine.events import (
    Decided,
    Event,
    Located,
    Noticed,
    Opened,
    Pressed,
    Shared,
    Subscribed,
    Told,
    Typed,
)
from botengine.messages import Message
from botengine.spec.bot import Ask
from botengine.spec.graph import leads_on
from botengine.spec.texts import fold
from botengine.spec.types import Choice, Type

if TYPE_CHECKING:
    from botengine.engine.engine import Engine


def silent(snapshot: bytes | None, event: Event, trail: Sequence[str] = ()) -> TurnResult:
    """Nothing is said, nothing changes; the journal knows."""
    old, name = restored(snapshot), type(event).__name__
    journal = {"event": name, "from": old.state, "to": old.state, "steps": [*trail]}
    return TurnResult(dump(old), journal=journal)


class Turn:
    """Reads one event and walks the steps it means."""

    def __init__(self, engine: Engine, snapshot: bytes | None, about: About) -> None:
        self.engine = engine
        self.snapshot = snapshot
        self.conversation = conversation = belonging(restored(snapshot), about.user.id)
        self.about = about
        self.fresh = conversation.state == NEW
        rename(engine.bot, conversation)
        self.lost = ""  # the state that the flows do not have any more
        if conversation.state not in engine.machine.states:
            self.lost, conversation.state = conversation.state, NEW
        self.scope = Scope(engine.bot, engine.renderer, conversation, about)
        self.walk = Walk(engine.bot, engine.machine, conversation, self.scope)
        now = NEW if self.fresh or self.lost else engine.shapes[self.walk.screen.id]
        older = (conversation.shape, conversation.data) != (now, engine.data)
        self.outdated = not self.fresh and older  # the flows have changed since

    def answer(self, event: Event) -> TurnResult:
        """React to the event, then show the screen that the machine has come to."""
        before, event = self.conversation.state, renamed_event(self.engine.bot, event)
        if isinstance(event, Told):
            return self._tell(event)
        if isinstance(event, Noticed) and REMIND in event.name and (quiet := self._remind(event)):
            return quiet
        self._arrive()
        self._react(event)
        if self.scope.gone:
            said, told = "\n\n".join(self.walk.said), self._journal(event, before, self.walk.trail)
            return TurnResult(dump(restore(None)), (Message(said),), journal=told)
        message, here = self._show(), self.walk.screen
        sent = [structs.replace(each, keyboard=message.keyboard) for each in self.walk.sent]
        due = timers(self.engine.bot, before, here, event, self.about.now.timestamp())
        told = self._journal(event, before, self.walk.trail)
        return TurnResult(dump(self.conversation), (*sent, message), due, told)

    def _journal(self, event: Event, before: str, trail: Sequence[str]) -> dict[str, object]:
        return {"event": type(event).__name__, "from": before, "to": self.conversation.state, "steps": trail}

    def _arrive(self) -> bool:
        """Leave a place where the person cannot be (any more): to the nearest one. False: no need."""
        if self.lost:
            self.walk.rescue(self.lost)
        elif self.fresh or not self._may_stay():
            self.walk.home()
        else:
            return False
        self.walk.begin()
        return True

    def _tell(self, event: Told) -> TurnResult:
        """The notices' text and buttons, on top of the buttons that are on screen."""
        teller = Teller(self.engine.bot, self.engine.renderer, self.about)
        teller.hear(event.items)
        if not teller.heard:
            return silent(self.snapshot, event, teller.trail)
        before = self.conversation.state
        if self._arrive():
            self._show()
        message = teller.message(self.conversation)
        journal = self._journal(event, before, teller.trail)
        return TurnResult(dump(self.conversation), (message,), journal=journal, held=tuple(teller.held))

    def _may_stay(self) -> bool:
        """A role taken away while chatting closes its flows at once."""
        return self.engine.bot.may_be(self.about.user.role, self.walk.screen)

    def _react(self, event: Event) -> None:
        idle = self.engine.bot.everywhere.idle
        match event:
            case Typed(text) | Shared(phone=text):
                self._typed(text)
            case Located(lat, lon) if (ask := self._asked()) and ask.share == "location":
                self._answered(ask, f"{lat}, {lon}")
            case Pressed(nonce, index):
                self._pressed(nonce, index)
            case Noticed(name) if name == IDLE and idle:
                self.walk.take(idle.step)
            case Noticed(name) if step := reminder(self.walk.screen, name):
                there = self.scope.enter(self.walk.screen)
                self.walk.take(step) if there else self.walk.missing(self.walk.screen)
            case Opened() | Subscribed() | Noticed():
                self._again()
            case Decided():
                self.walk.said.append(self.scope.text("", self.engine.bot.everywhere.said["admitted"]))
                self.walk.home()
            case _:
                self._again("not_understood")

    def _again(self, said: str = "") -> None:
        if not self.fresh:  # a new conversation has just arrived at its first screen
            if said:
                self.walk.said.append(self.scope.text("", self.engine.bot.everywhere.said[said]))
            self.walk.show()

    # -- typed texts

    def _typed(self, text: str) -> None:
        word, everywhere = self.engine.words.get(fold(text)), self.engine.bot.everywhere
        answers = [fold(each.key.label) for each in self.conversation.keys if self.walk.asking]
        if word:
            self.walk.take(word)
        elif fold(text) in answers:  # yes or no may be typed
            self._pressed(self.conversation.nonce, answers.index(fold(text)))
        elif ask := self._asked():
            self._answered(ask, text)
        elif everywhere.typed and not self.walk.asking:
            self.scope.extra["text"] = text.strip()
            self.walk.take(everywhere.typed)
        else:
            self._again("not_understood")

    def _asked(self) -> Ask | None:
        """The question that waits for an answer."""
        return None if self.walk.asking else self.walk.screen.ask

    def _answered(self, ask: Ask, text: str) -> None:
        screen = self.walk.screen
        if not self.scope.enter(screen):
            self.walk.missing(screen)
            return
        try:
            value = read_answer(ask.check, self._in_our_words(ask.check.type, text))
        except ValueError:
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
        otherwise = ask.check.otherwise or self.engine.bot.everywhere.said["not_understood"]
        self.walk.said.append(self.scope.text(self.walk.screen.flow, otherwise))
        if ask.check.then and self.conversation.tries >= ask.check.tries:
            self.walk.take(ask.check.then)
        else:
            self.walk.show()

    # -- pressed buttons

    def _pressed(self, nonce: str, index: int) -> None:
        conversation, body = self.conversation, f"~{nonce}.{index}"
        shown = {each.key.body: each for each in (*conversation.keys, *conversation.told)}.get(body)
        changed = conversation.shape != self.engine.shapes[self.walk.screen.id]
        if shown and shown in conversation.told:
            self._hear(shown)
        elif shown is None or changed:
            self._stale()
        elif shown.trigger == PAGE:
            conversation.page = int(shown.row)
            self.walk.arrive(PAGE, self.walk.screen.id)
        elif shown.trigger == SHOW:  # "no": back to the screen that the question came from
            self.walk.arrive(SHOW, self.walk.screen.id)
        else:
            self._button(shown)

    def _hear(self, shown: ShownKey) -> None:
        """A notice's button: as if the notice were the screen that the person is on."""
        notice = self.engine.bot.notices.get(shown.trigger.partition("/")[0])
        if notice and self.engine.bot.may_hear(self.about.user.role, notice.id):
            self.walk.hear(notice, shown.row)
            self._button(shown)
        else:
            self._stale()

    def _button(self, shown: ShownKey) -> None:
        """Role, `when` and the record's state are checked again: the screen may be old."""
        walk, screen, state = self.walk, self.walk.screen, self.conversation.state
        place = self.engine.places.get((state, shown.trigger))
        if place is None:
            self._stale()
            return
        button, own = place.button, not shown.trigger.startswith(EVERYWHERE)
        if own and not self.scope.enter(screen):
            walk.missing(screen)
            return
        if screen.listing and shown.row is not None:
            self.scope.row = screen.listing.row_type.decode(shown.row)
        moved_on = bool(button) and own and not walk.asking and self.scope.state_of(screen) != state
        if button and (moved_on or not self.scope.offers(screen.flow, button)):
            walk.outdated(None if moved_on else button)
            walk.arrive(SHOW, screen.id)
        elif button and shown.trigger.endswith(CONFIRM):
            walk.confirm(button)
        else:
            walk.take(place.step)

    def _stale(self) -> None:
        self.walk.outdated()
        self.walk.show()

    # -- the answer

    def _show(self) -> Message:
        """Compose the screen under a new name, so that older buttons are known as old."""
        conversation = self.conversation
        shown = compose(self.engine.bot, conversation, self.scope, self.walk.said)
        conversation.nonce, conversation.shape = self.about.random(), self.engine.shapes[self.walk.screen.id]
        conversation.told, conversation.top, conversation.tells = [], 0, 0
        if conversation.frames == [Frame()]:
            conversation.data = self.engine.data
        elif conversation.data != self.engine.data:
            conversation.data = ""
        conversation.keys = [key.named(f"~{conversation.nonce}.{n}") for n, key in enumerate(shown.keys)]
        return structs.replace(shown.message, keyboard=conversation.keyboard)

    def _remind(self, event: Noticed) -> TurnResult | None:
        """A reminder that only says something leaves all as it is; None: its step is to be taken."""
        lasts = not (self.lost or self.fresh) and self._may_stay()
        step = reminder(self.walk.screen, event.name) if lasts else None
        if step and (leads_on(step) or step.set or step.send):
            return None
        if not step or not step.say or not self.scope.enter(self.walk.screen):
            return silent(self.snapshot, event)
        message = Message(self.scope.text(self.walk.screen.flow, step.say), self.conversation.keyboard)
        return replace(silent(self.snapshot, event, [REMINDED + step.id]), messages=(message,))
