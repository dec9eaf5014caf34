"""What texts, conditions and arguments of the current screen can see, and the actions run with it."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from botengine.engine.conversation import Conversation
from botengine.engine.effects import About, ActionCall
from botengine.engine.services import FAILED
from botengine.errors import ActionError, BotengineError
from botengine.spec.bot import Bot, Button, Listing, NoticeSpec, Screen
from botengine.spec.graph import offered
from botengine.spec.moves import Expr, Text
from botengine.spec.texts import Renderer
from botengine.values import Media, Outcome, Page, Paging


class TurnFailedError(BotengineError):
    """The screen cannot be shown because an action failed."""

    def __init__(self, number: str) -> None:
        super().__init__(f"a screen's data could not be read, error {number}")
        self.number = number


class Scope:
    """The variables of one turn: the flow's data, loaded records, the list's page, the row, the user."""

    def __init__(self, bot: Bot, renderer: Renderer, conversation: Conversation, about: About) -> None:
        self.bot = bot
        self.renderer = renderer
        self.conversation = conversation
        self.about = about
        self.extra: dict[str, Any] = {}  # `text` of everywhere.typed, `error` of failed
        self.row: Any = None
        self.page: Page[Any] | None = None
        self.pages = 1
        self.gone = False  # an action of this turn has made a stranger of the person
        self._loaded: dict[str, Any] = {}
        self._calls: Counter[str] = Counter()

    # -- variables

    def variables(self, flow: str) -> dict[str, Any]:
        """All names that an expression of the flow may use."""
        here = self.bot.flows[flow] if flow else None
        kept = {**here.defaults, **self.conversation.frame.data.get(flow, {})} if here else {}
        fields = here.fields.items() if here else ()
        values: dict[str, Any] = {name: type_.decode(kept.get(name)) for name, type_ in fields}
        values |= self._loaded
        values["user"] = self.about.user
        if self.row is not None:
            values["row"] = self.row
        if self.page is not None:
            values |= {"total": self.page.total, "page": self.conversation.page, "pages": self.pages}
        return values | self.extra

    def keep(self, flow: str, name: str, value: Any) -> None:
        """Store a value in a field of the flow."""
        type_ = self.bot.flows[flow].fields[name]
        raw = None if value is None else type_.encode(value)
        self.conversation.frame.data.setdefault(flow, {})[name] = raw

    def evaluate(self, flow: str, values: Mapping[str, Expr]) -> dict[str, Any]:
        """Named expressions as named values."""
        variables = self.variables(flow) if values else {}
        return {name: self.renderer.value(expr, variables) for name, expr in values.items()}

    def text(self, flow: str, text: Text, *, label: bool = False) -> str:
        """A human text in the person's language."""
        return self.renderer.text(text, self.variables(flow), self.about.user.language, label=label)

    def media(self, flow: str, expr: Expr | None) -> Media | None:
        """A file of the bot, or any on the web by its address; None where there is none."""
        found: Any = self.renderer.value(expr, self.variables(flow)) if expr else None
        if not found or isinstance(found, str):
            return Media(found) if found else None
        return Media(found["url"], found["name"] or "", found["size"] or 0, found["type"] or "")

    def offers(self, flow: str, button: Button) -> bool:
        """Whether the button is for this person and this moment: its action's or flow's roles, and `when`."""
        if not offered(self.bot, button, self.about.user.role):
            return False
        return button.when is None or bool(self.renderer.value(button.when, self.variables(flow)))

    # -- actions

    def perform(
        self, step: str, action: str, arguments: Mapping[str, Any], paging: Paging | None = None
    ) -> Outcome:
        """Run an action. The n-th time that an arrival takes a step has the same idempotency key for ever,
        whatever was read or done before: flows may change between a crash and the repetition.
        """
        self._calls[step] += 1
        key = str(uuid5(NAMESPACE_URL, f"{self.about.key}/{step}/{self._calls[step]}"))
        outcome = self.about.perform(ActionCall(action, arguments, key, paging))
        self._read_user()
        return outcome

    def _read_user(self) -> None:
        """What the person has just chosen is valid at once. Who has signed out is shown nothing more."""
        user, now = self.about.user, self.about.again() if self.about.again else None
        if now and self.bot.roles and now.role not in self.bot.roles:
            self.gone = True
        elif now and now != user and now.id == user.id:
            chosen = replace(user, language=now.language, muted=now.muted, quiet=now.quiet)
            self.about = replace(self.about, user=chosen)

    def enter(self, screen: Screen) -> bool:
        """Read the screen's records afresh. False when one is missing; TurnFailedError on a failure."""
        self._loaded, self.page, self.pages = self._brought(screen), None, 1
        if None in self._loaded.values():
            return False
        for load in screen.load:
            value = self._read(screen, load.action, load.values)
            if value is None:
                return False
            self._loaded[load.name] = load.type.decode(load.type.encode(value))
        return True

    def _brought(self, screen: Screen) -> dict[str, Any]:
        """What a notice knows of its event; None for what does not fit its type."""
        takes = screen.takes.items() if isinstance(screen, NoticeSpec) else ()
        kept = self.conversation.frame.data.get(screen.id, {})
        return {name: type_.decode(kept.get(name)) for name, type_ in takes}

    def state_of(self, screen: Screen) -> str:
        """The machine's state that the loaded records lead to."""
        if screen.switch is None:
            return screen.id
        case = str(self.renderer.value(screen.switch, self.variables(screen.flow)))
        if case not in screen.cases:
            raise ActionError(f"screen {screen.id} has no case '{case}'; add it to `cases` ({screen.place})")
        return f"{screen.id}.{case}"

    def fetch(self, screen: Screen, listing: Listing, size: int) -> Page[Any]:
        """Read the current page of the list; a page beyond the last becomes the last."""
        while True:
            answer = self._read(screen, listing.action, listing.values, Paging(self.conversation.page, size))
            page = answer if isinstance(answer, Page) else _cut(answer, self.conversation.page, size)
            self.pages = max(1, -(-page.total // size))
            if self.conversation.page <= self.pages:
                break
            self.conversation.page = self.pages
        rows = [listing.row_type.decode(listing.row_type.encode(row)) for row in page.rows]
        self.page = Page(rows, page.total)
        return self.page

    def _read(
        self, screen: Screen, action: str, values: Mapping[str, Expr], paging: Paging | None = None
    ) -> Any:
        outcome = self.perform(screen.id, action, self.evaluate(screen.flow, values), paging)
        if outcome.name == FAILED:
            raise TurnFailedError(str(outcome.value or ""))
        return outcome.value


def _cut(rows: Any, number: int, size: int) -> Page[Any]:
    """A list action may answer a plain sequence; then the page is cut here."""
    start = (number - 1) * size
    return Page(tuple(rows or ())[start : start + size], len(rows or ()))
