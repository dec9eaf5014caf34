"""What must hold after every turn of every bot: an answer, a way on, nothing forbidden, nothing too large."""

from __future__ import annotations

from collections.abc import Iterator

from botengine.engine.conversation import NEW, Conversation, restore
from botengine.engine.services import FAILED
from botengine.engine.steps import CONFIRM
from botengine.errors import SnapshotError
from botengine.messages import COLUMNS, MAX_LABEL, MAX_ROWS, MAX_TEXT, Message, packed
from botengine.testing.phone import Phone
from botengine.viber.keyboard import UnsendableError, payloads
from botengine.viber.theme import theme_of

UNASKED = ("Told", "Noticed")  # events that nobody waits for an answer to
SURELY_SMALL = 3_000  # characters in all that can never be 30 KB, so that most screens need no exact look
KEY_WEIGHT = 100  # characters that a button's colours and sizes count as, beside its label


class Watch:
    """Looks at what a phone has got since the last look."""

    def __init__(self, phone: Phone) -> None:
        self.phone = phone
        self._turns = self._messages = self._calls = 0

    def look(self) -> str:
        """The first rule that was broken, as `kind: what happened`; "" if all is well."""
        problem = next(self._problems(), "")
        phone = self.phone
        self._turns, self._messages, self._calls = len(phone.journal), len(phone.messages), len(phone.called)
        return problem

    def _problems(self) -> Iterator[str]:
        phone, turns = self.phone, self.phone.journal[self._turns :]
        messages = phone.messages[self._messages :]
        yield from self._actions()
        for turn in turns:
            if "error" in turn:
                yield f"failed: a turn at {turn.get('from')} failed, error {turn['error']}"
            if turn.get("event") == "Told" and turn.get("from") not in (NEW, turn.get("to")):
                yield f"moved: a notice led from {turn.get('from')} to {turn.get('to')}"
        asked = [turn for turn in turns if turn.get("event") not in UNASKED]
        if len(messages) < len(asked) or not all(each.text or each.keyboard for each in messages):
            yield f"silence: the bot did not answer at {phone.at}"
        for message in messages:
            yield from _too_much(phone, message)
        roles = phone.bot.bot.roles
        if asked and (not roles or phone.user.role in roles):  # strangers have no place
            yield from _lost(phone)

    def _actions(self) -> Iterator[str]:
        bot = self.phone.bot.bot
        for call in self.phone.called[self._calls :]:
            if not bot.may_run(call.role, call.name):
                yield f"forbidden: {call.name} was run for '{call.role}', who may not run it"
            if call.old and self.phone.bot.registry.actions[call.name].mark.effect != "read":
                yield f"forbidden: {call.name} was run by a button that was no longer on screen"
            if call.outcome == FAILED:
                yield f"failed: {call.name} failed"


def _lost(phone: Phone) -> Iterator[str]:
    """The state is one of the machine's, open to the person, and something leads on from it."""
    try:
        conversation = restore(phone.snapshot)
    except SnapshotError as error:
        yield f"lost: {error}"
        return
    bot, state = phone.bot, conversation.state
    screen = bot.bot.states.get(state.partition(CONFIRM)[0])
    if screen is None or state not in bot.engine.machine.states:
        yield f"lost: the machine knows no state '{state}'"
    elif not bot.bot.may_be(phone.user.role, screen):
        yield f"forbidden: '{phone.user.role}' is at {state}, whose flow is closed to that role"
    elif not (_presses(conversation) or screen.ask or _words(phone)):
        yield f"dead end: nothing leads on from {state}: no button, no question, no word"


def _presses(conversation: Conversation) -> bool:
    return any(shown.key.comes_back for shown in conversation.keys)


def _words(phone: Phone) -> bool:
    return any(word.step.move for word in phone.bot.bot.everywhere.words)


def _too_much(phone: Phone, message: Message) -> Iterator[str]:
    keys = message.keyboard.keys if message.keyboard else ()
    rows = len(packed(key.columns for key in keys))
    if rows > MAX_ROWS:
        yield f"too large: {rows} rows of buttons at {phone.at}; {MAX_ROWS} is the most"
    for key in keys:
        if not 1 <= key.columns <= COLUMNS:
            yield f"too large: the button '{key.label[:40]}' is {key.columns} columns wide"
        if len(key.label) > MAX_LABEL:
            yield f"too large: the label '{key.label[:40]}…' has {len(key.label)} characters"
    if len(message.text) > MAX_TEXT:
        yield f"too large: a text of {len(message.text)} characters at {phone.at}"
    if len(message.text) + sum(KEY_WEIGHT + len(key.label) for key in keys) > SURELY_SMALL:
        yield from _unsendable(phone, message)


def _unsendable(phone: Phone, message: Message) -> Iterator[str]:
    bot = phone.bot.bot
    try:
        payloads(message, bot.name, theme_of(bot.theme))
    except UnsendableError as problem:
        yield f"too large: Viber would refuse the screen of {phone.at}: {problem}"
