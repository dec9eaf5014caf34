"""Telling: what a person reads of outside events, and its buttons on top of those that are on screen."""

import logging
from collections.abc import Sequence
from dataclasses import dataclass

from msgspec.structs import replace

from botengine.engine.conversation import Conversation, Frame, ShownKey
from botengine.engine.effects import About
from botengine.engine.scope import Scope, TurnFailedError
from botengine.engine.screens import cut, notice_keys
from botengine.events import Told
from botengine.messages import COLUMNS, MAX_LABEL, MAX_ROWS, MAX_TEXT, Message, packed
from botengine.spec.bot import Bot
from botengine.spec.moves import Text
from botengine.spec.texts import Renderer

log = logging.getLogger(__name__)
TOLD = "told: "  # how the journal begins a line about a notice
MAX_LINES = 10  # of a digest; the others are counted
MAX_KEYS = 20  # of notices that can be pressed; older ones are out of date


@dataclass(frozen=True, slots=True)
class Heard:
    """One notice as a person gets it. The first key's `again` is its label among other notices."""

    text: str
    line: str
    keys: tuple[ShownKey, ...]


class Teller:
    """Makes one message of the notices of one event. The conversation's state is not touched."""

    def __init__(self, bot: Bot, renderer: Renderer, about: About) -> None:
        self.bot, self.renderer, self.about = bot, renderer, about
        self.heard: list[Heard] = []
        self.more = 0  # notices beyond the lines of a digest
        self.trail: list[str] = []
        self.held: list[str] = []  # keys of those whose records cannot be read now: to be told later

    def hear(self, items: Sequence[Told.Item]) -> None:
        """Read what may be told: not what is for other roles, nor what is gone meanwhile.

        One that cannot be read keeps nobody from the others; it is raised if there are none.
        """
        failed: Exception | None = None
        for item in items:
            known = item.name in self.bot.notices and self.bot.may_hear(self.about.user.role, item.name)
            if known and len(self.heard) == MAX_LINES:
                self.more += 1
                continue
            try:
                heard = self._read(item) if known else None
            except Exception as error:
                log.exception("notice %s %s cannot be told", item.name, item.key)
                heard, failed = None, failed if self.held else error
                self.held += [item.key] if isinstance(error, TurnFailedError) else []
            self.trail.append(f"{TOLD if heard else 'not told: '}{item.name} {item.key}")
            self.heard += [heard] if heard else []
        if failed and not self.heard:
            raise failed

    def message(self, conversation: Conversation) -> Message:
        """The message; the conversation gets its keys."""
        if len(self.heard) == 1:
            text, keys = self.heard[0].text, list(self.heard[0].keys)
        else:
            lines = [each.line for each in self.heard]
            count, here = len(lines) + self.more, self.bot.everywhere
            more = [self._count(here.said["more"], self.more)] if self.more else []
            text = "\n".join([self._count(here.said["digest"], count), *lines, *more])
            keys = [_among_others(each.keys[0]) for each in self.heard if each.keys]
        _put_on_top(conversation, keys)
        return Message(cut(text, MAX_TEXT), conversation.keyboard)

    def _count(self, text: Text, count: int) -> str:
        scope = {"user": self.about.user, "count": count}
        return self.renderer.text(text, scope, self.about.user.language)

    def _read(self, item: Told.Item) -> Heard | None:
        notice, data = self.bot.notices[item.name], dict(item.data)
        scene = Conversation(state=notice.id, frames=[Frame(data={notice.id: data})])
        scope = Scope(self.bot, self.renderer, scene, self.about)
        if not scope.enter(notice):
            return None
        assert notice.text is not None
        text = scope.text(notice.flow, notice.text)
        line, label = text.partition("\n")[0], text.partition("\n")[0]
        if notice.line:
            line, label = (scope.text(notice.flow, notice.line, label=each) for each in (False, True))
        keys = [replace(key, row=data) for key in notice_keys(self.bot, notice, scope)]
        keys[:1] = [replace(key, again=cut(label, MAX_LABEL)) for key in keys[:1]]
        return Heard(text, line, tuple(keys))


def _among_others(key: ShownKey) -> ShownKey:
    return replace(key, key=replace(key.key, label=key.again, columns=COLUMNS))


def _put_on_top(conversation: Conversation, keys: Sequence[ShownKey]) -> None:
    """New keys with numbers of their own; below them the first ones of earlier notices, as rows allow."""
    numbered = enumerate(keys, len(conversation.keys) + conversation.tells)
    fresh = [key.named(f"~{conversation.nonce}.{number}") for number, key in numbered]
    conversation.tells += len(fresh)
    shown = [*fresh, *(_among_others(key) for key in conversation.told if key.again)]
    hidden = [key for key in conversation.told if not key.again]
    room = MAX_ROWS - len(packed(key.key.columns for key in conversation.keys))
    fitting = [n for n in range(len(shown) + 1) if len(packed(k.key.columns for k in shown[:n])) <= room]
    conversation.top = min(max(fitting, default=0), MAX_KEYS)
    conversation.told = [*shown, *hidden][:MAX_KEYS]
