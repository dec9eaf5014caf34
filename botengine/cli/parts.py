"""A bot taken apart into what people can name: screens, cases, buttons, roles ... and what each says."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import MISSING, dataclass, fields, is_dataclass
from typing import Any

from botengine.spec.bot import Bot, Button, Screen
from botengine.spec.graph import offered, reachable
from botengine.spec.moves import Back, Call, Cancel, Expr, Go, Return, Text
from botengine.spec.places import Place
from botengine.spec.types import Choice, Record

Path = tuple[str, ...]  # words on the way to what is said
Key = tuple[str, str, str]  # kind, where it belongs, its name
LEFT = {
    "id",
    "name",
    "flow",
    "place",
    "buttons",
    "cases",
    "screens",
}  # told apart
WORDS = {  # field -> how people say it; "" adds nothing
    "step": "", "do": "", "otherwise": "", "then": "on", "action": "runs", "confirm": "question",
    "when": "condition", "listing": "list", "ask": "asks", "values": "with", "load": "loads", "row": "row",
    "move": "", "say": "says", "columns": "width", "url": "opens", "send": "sends",
    "not_understood": "not understood", "row_type": "of", "page_size": "page size",
}  # fmt: skip


@dataclass(frozen=True)
class Part:
    """`says`: what it does or shows, aspect by aspect. `roles`: who meets it; none: everybody."""

    title: str
    says: Mapping[str, str]
    roles: tuple[str, ...] = ()


def parts(bot: Bot, present: Mapping[str, str] | None = None) -> dict[Key, Part]:
    """All parts of a bot. `present`: names of screens and flows that are called otherwise today."""
    return dict(_Taking(bot, present or {}).all())


class _Taking:
    def __init__(self, bot: Bot, present: Mapping[str, str]) -> None:
        self.bot = bot
        self.present = present
        self.seen = {role: reachable(bot, role) for role in bot.roles}

    def all(self) -> Iterator[tuple[Key, Part]]:
        bot = self.bot
        front = {"name": bot.name, "id": bot.id, "language": bot.language, "start": self.today(bot.start),
                 "time zone": bot.timezone, "plug-ins": ", ".join(bot.actions)}  # fmt: skip
        yield ("bot", "", ""), Part("", front)
        for role, may in bot.roles.items():
            yield ("role", "", role), Part("", {f"may run {each}": "yes" for each in may}, (role,))
        for name, type_ in bot.types.items():
            yield ("type", "", name), Part("", _type(type_))
        for name, flow in bot.flows.items():
            yield ("flow", "", self.today(name)), Part("", self.says(flow), ())
        for name, screen in bot.screens.items():
            yield from self._screen(self.today(name), screen)
        for name, notice in bot.notices.items():
            roles = [role for role in bot.roles if bot.may_hear(role, name)]
            yield ("notice", "", self.today(name)), Part("", self.says(notice), self._some(roles))
            for button in notice.buttons:
                yield self._button(name, "", button)
        yield from self._everywhere()

    def today(self, name: str) -> str:
        return self.present.get(name, name)

    def says(self, value: Any) -> dict[str, str]:
        return {" ".join(filter(None, path)) or "says": text for path, text in self._leaves(value, ())}

    def _screen(self, name: str, screen: Screen) -> Iterator[tuple[Key, Part]]:
        roles = [role for role, seen in self.seen.items() if screen.id in seen]
        yield ("screen", "", name), Part("", self.says(screen), self._some(roles))
        for button in screen.buttons:
            yield self._button(name, screen.id, button)
        for case in screen.cases.values():
            yield ("case", name, case.name), Part("", self.says(case), self._some(roles))
            for button in case.buttons:
                yield self._button(f"{name}.{case.name}", screen.id, button)

    def _button(self, where: str, screen: str, button: Button) -> tuple[Key, Part]:
        roles = [
            role
            for role, seen in self.seen.items()
            if (not screen or screen in seen) and offered(self.bot, button, role)
        ]
        what, colon, target = button.id.partition(":")
        part = Part(" ".join(button.text.source.split()), self.says(button), self._some(roles))
        return ("button", where, what + colon + self.today(target)), part

    def _some(self, roles: list[str]) -> tuple[str, ...]:
        return () if len(roles) == len(self.bot.roles) else tuple(roles) or ("nobody",)

    def _everywhere(self) -> Iterator[tuple[Key, Part]]:
        here = self.bot.everywhere
        for word in here.words:
            for each in word.words:
                yield ("word", "", each), Part("", self.says(word.step))
        for button in here.bottom:
            yield self._button("everywhere", "", button)
        texts = {name: text for name, text in _fields(here) if name not in ("words", "bottom")}
        yield ("everywhere", "", ""), Part("", self.says(texts))

    def _leaves(self, value: Any, path: Path) -> Iterator[tuple[Path, str]]:
        """All that a value says, each with the words on the way to it."""
        match value:
            case None | Place():
                return
            case Text():
                yield path, f"“{' '.join(value.source.split())}”"
            case Expr():
                yield path, value.source
            case Go() | Call() | Return() | Back() | Cancel():
                yield from self._move(value, path)
            case str() | int() | float():
                yield path, str(value)
            case _ if hasattr(value, "encode"):
                yield path, value.name
            case _:
                yield from self._several(value, path)

    def _several(self, value: Any, path: Path) -> Iterator[tuple[Path, str]]:
        if is_dataclass(value):
            pairs = [(name, each) for name, each in _fields(value)]
        elif isinstance(value, Mapping):
            pairs = [*value.items()]
        elif all(isinstance(each, str) for each in value):
            pairs = []
            yield path, ", ".join(sorted(value) if isinstance(value, frozenset) else value)
        else:
            pairs = [(getattr(each, "name", str(n)), each) for n, each in enumerate(value, 1)]
        for name, each in pairs:
            yield from self._leaves(each, (*path, WORDS.get(name, name)))

    def _move(self, move: Any, path: Path) -> Iterator[tuple[Path, str]]:
        match move:
            case Go(target, values) | Call(target, values):
                yield (*path, "leads to" if isinstance(move, Go) else "calls"), self.today(target)
                yield from self._leaves(values, (*path, "with"))
            case Return(value):
                yield (*path, "returns"), value.source if value else "yes"
            case _:
                yield (*path, "leads"), "back" if isinstance(move, Back) else "out of the flow"


def _fields(value: Any) -> Iterator[tuple[str, Any]]:
    """What a block says beyond its defaults."""
    for each in fields(value):
        found = getattr(value, each.name)
        default = each.default_factory() if each.default_factory is not MISSING else each.default
        if each.name not in LEFT and found not in (None, (), {}) and found != default:
            yield each.name, found


def _type(type_: Any) -> dict[str, str]:
    if isinstance(type_, Choice):
        return {
            f"value {name}": f"{each.icon} {each.label}".strip() or "yes"
            for name, each in type_.options.items()
        }
    if isinstance(type_, Record):
        return {f"field {name}": each.name for name, each in type_.fields.items()}
    return {"is": type_.name}
