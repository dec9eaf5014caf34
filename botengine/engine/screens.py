"""Composing what a person sees of the current state: one message with its keyboard."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from msgspec import structs

from botengine.engine.conversation import Conversation, ShownKey
from botengine.engine.machine import PAGE, SHOW
from botengine.engine.media import illustrated
from botengine.engine.paging import split
from botengine.engine.scope import Scope
from botengine.engine.steps import CONFIRM, EVERYWHERE, buttons_of, case_of
from botengine.messages import COLUMNS, MAX_LABEL, MAX_TEXT, Key, Message, Style, filled, packed, widths
from botengine.spec.bot import Bot, Button, Listing, NoticeSpec, Row, Screen
from botengine.spec.moves import Expr, Text


@dataclass(frozen=True, slots=True)
class Shown:
    """A composed screen: the message without its keyboard, and the keys, still with empty bodies."""

    message: Message
    keys: tuple[ShownKey, ...]


def compose(bot: Bot, conversation: Conversation, scope: Scope, said: Sequence[str]) -> Shown:
    """The screen of the conversation's state, with what was said above it."""
    state, _, asking = conversation.state.partition(CONFIRM)
    screen = bot.states[state]
    composer = _Composer(bot, screen, state, scope)
    picture, file = None, None
    if asking:
        text, keys = composer.question(asking)
    else:
        text, keys = composer.screen_text(), composer.keyboard(conversation.page)
        picture, file = scope.media(screen.flow, screen.picture), scope.media(screen.flow, screen.file)
    full = cut("\n\n".join(part for part in (*said, text) if part), MAX_TEXT)
    carousel = any(shown.key.kind == "tile" for shown in keys)
    return Shown(structs.replace(illustrated(picture, full, file), carousel=carousel), tuple(keys))


def notice_keys(bot: Bot, notice: NoticeSpec, scope: Scope) -> list[ShownKey]:
    """The buttons of a notice that this person may press, side by side as far as that goes."""
    offered = [button for button in notice.buttons if scope.offers(notice.flow, button)]
    halves = filled(COLUMNS // 2 for _ in offered)
    return _Composer(bot, notice, notice.id, scope).side_by_side(offered, halves)


def cut(text: str, most: int) -> str:
    """The text, shortened where it is longer than the messenger takes."""
    return text if len(text) <= most else text[: most - 1] + "…"


class _Composer:
    def __init__(self, bot: Bot, screen: Screen, state: str, scope: Scope) -> None:
        self.bot = bot
        self.screen = screen
        self.state = state
        self.scope = scope
        self.buttons = buttons_of(bot, screen, state)

    def screen_text(self) -> str:
        case = case_of(self.screen, self.state)
        text = (case and case.text) or self.screen.text
        said = self.scope.text(self.screen.flow, text) if text else ""
        return "\n\n".join(filter(None, (said, self._lines())))

    def _lines(self) -> str:
        """The records of a list that are read, not tapped."""
        line = self.screen.listing and self.screen.listing.line
        if not line:
            return ""
        lines = [self.scope.text(self.screen.flow, line) for _ in self._records()]
        return ("\n\n" if "\n" in line.source else "\n").join(lines)

    def _records(self) -> Iterator[Any]:
        """The list's records, each as `row` of the texts while it is looked at."""
        for record in self.scope.page.rows if self.scope.page else ():
            self.scope.row = record
            yield record
        self.scope.row = None

    def question(self, asking: str) -> tuple[str, list[ShownKey]]:
        """A confirmation: its text, yes and no."""
        button = next(b for b in self.buttons if b.id == asking)
        assert button.confirm is not None
        style: Style = "danger" if button.style == "danger" else "primary"
        yes = self._key(self.bot.everywhere.said["yes"], button.step.id, COLUMNS // 2, style)
        no = self._key(self.bot.everywhere.said["no"], SHOW, COLUMNS // 2, "quiet")
        return self.scope.text(self.screen.flow, button.confirm), [yes, no]

    def keyboard(self, page: int) -> list[ShownKey]:
        """Rows of the list, buttons, page turning, bottom: in this order from the top."""
        shown = [b for b in self.buttons if self.scope.offers(self.screen.flow, b)]
        below = [b for b in shown if b.step.id.startswith(EVERYWHERE)]
        bottom = self.side_by_side(below, widths(len(below)))
        own = [b for b in shown if not b.step.id.startswith(EVERYWHERE)]
        body = [*self._share(), *self.side_by_side(own, filled(b.columns or COLUMNS for b in own))]
        if self.screen.listing:
            return [*self._rows(), *body, *self._turning(page, self.scope.pages), *bottom]
        room = self.bot.rows - len(packed(key.key.columns for key in bottom))
        parts = split([key.key.columns for key in body], room)
        page = min(page, len(parts))
        return [*body[parts[page - 1]], *self._turning(page, len(parts)), *bottom]

    def _rows(self) -> list[ShownKey]:
        listing = self.screen.listing
        if not (listing and listing.row):
            return []
        return [self._row(listing, listing.row, record) for record in self._records()]

    def _row(self, listing: Listing, row: Row, record: Any) -> ShownKey:
        key = self._key(row.text, row.step.id, COLUMNS, row.style, listing.row_type.encode(record))
        action = self.scope.text(self.screen.flow, row.button, label=True) if row.button else ""
        return self._with(key, row.picture, kind="tile" if listing.carousel else "press", action=action)

    def _with(self, shown: ShownKey, picture: Expr | None, **more: Any) -> ShownKey:
        """The key with its picture and more."""
        media = self.scope.media(self.screen.flow, picture)
        key = structs.replace(shown.key, picture=media.url if media else "", **more)
        return structs.replace(shown, key=key)

    def _share(self) -> list[ShownKey]:
        """What answers the question in the person's stead: the number, or a place on the map."""
        share, here = self.screen.ask.share if self.screen.ask else "", self.bot.everywhere
        if not share:
            return []
        text = here.said[share.removeprefix("share_")]
        return [self._with(self._key(text, SHOW, COLUMNS, "primary"), None, kind=share)]

    def _turning(self, page: int, pages: int) -> list[ShownKey]:
        """Buttons to the page before and after, where there is one."""
        here = self.bot.everywhere
        wanted = [(here.said["previous"], page - 1), (here.said["next"], page + 1)]
        turns = [(text, number) for text, number in wanted if 1 <= number <= pages]
        keys = zip(turns, widths(len(turns)), strict=True)
        return [self._key(text, PAGE, width, "quiet", number) for (text, number), width in keys]

    def side_by_side(self, buttons: Sequence[Button], columns: Sequence[int]) -> list[ShownKey]:
        return [self._button(b, width) for b, width in zip(buttons, columns, strict=True)]

    def _button(self, button: Button, columns: int) -> ShownKey:
        trigger = button.step.id + (CONFIRM if button.confirm else "")
        shown = self._key(button.text, trigger, columns, button.style)
        if button.url is None:
            return self._with(shown, button.picture)
        address = self.scope.text(self.screen.flow, button.url, label=True)
        return self._with(shown, button.picture, body=address, kind="url")

    def _key(self, text: Text, trigger: str, columns: int, style: Style, row: Any = None) -> ShownKey:
        label = self.scope.text(self.screen.flow, text, label=True)
        return ShownKey(Key(cut(label, MAX_LABEL), "", columns, 1, style), trigger, row)
