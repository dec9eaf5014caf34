"""From the models of all files to the Bot: short forms written out, names noted, types found."""

from collections.abc import Mapping
from dataclasses import replace
from fnmatch import filter as fnfilter
from typing import get_args

from botengine.messages import Style
from botengine.spec.bot import Bot, Dress, Everywhere, Flow, NoticeSpec, Screen, Word
from botengine.spec.declared import Declared, adopt, defaults
from botengine.spec.draft import Draft
from botengine.spec.former import Former, renamings
from botengine.spec.front import Front, LookBlock
from botengine.spec.model import FlowFile
from botengine.spec.moves import Text
from botengine.spec.problems import suggest
from botengine.spec.screens import ScreenBuilder
from botengine.spec.source import Map
from botengine.spec.steps import StepBuilder
from botengine.spec.types import INTEGER, TEXT, Choice, Option, Record, Type
from botengine.spec.uses import Scope
from botengine.spec.wording import words_of
from botengine.values import User

AT_DOOR = ("stranger", "admitted", "refused", "crowded")
GROUPS = ("confirm", "pages", "share")  # blocks of `everywhere` with texts of their own
KNOWN: Mapping[str, Scope] = {  # what the engine's own texts may show besides the user
    "failed": {"error": Record("error", {"id": TEXT})},
    "stranger": {"request": Record("request", {"code": TEXT})},
    "digest": {"count": INTEGER},
    "more": {"count": INTEGER},
}


def build(draft: Draft) -> None:
    """Make the bot of the draft's models: it may have errors, which are noted, or found by the checks."""
    front, models, types = draft.front, draft.models, Declared(draft)
    draft.types = types.known
    draft.fields = {
        name: {**types.fields(each.at, "takes"), **types.fields(each.at, "data")}
        for name, each in models.items()
    }
    known = draft.plugins.items()
    draft.signatures = {n: replace(each, returns=adopt(each.returns, types.known)) for n, each in known}
    draft.renamings = [*renamings(models)]
    draft.theme = _theme(front)
    draft.user = {"user": _user(front)}
    screens: dict[str, Screen] = {}
    notices: dict[str, NoticeSpec] = {}
    for name, model in models.items():
        builder = ScreenBuilder(draft, name)
        made = [builder.screen(screen, block) for screen, block in model.screens.items()]
        screens |= {screen.id: screen for screen in made}
        told = [builder.notice(each, block, types) for each, block in model.notices.items()]
        notices |= {notice.id: notice for notice in told}
    steps = StepBuilder(draft, "")
    _note_patterns(draft, front)
    draft.bot = Bot(
        name=front.bot,
        language=front.language,
        start=steps.target(front.at, "start"),
        actions=tuple(front.actions),
        types=types.known,
        roles={role: tuple(patterns) for role, patterns in front.roles.items()},
        operators=_operators(draft, front),
        everywhere=_everywhere(front, steps, _silent(front, screens, notices)),
        flows={name: _flow(draft, model, draft.fields[name]) for name, model in models.items()},
        screens=screens,
        timezone=types.zone.key,
        theme=draft.theme,
        people={name: _person(draft, front, name) for name in front.people},
        id=front.id,
        former=Former({each.old: each.new for each in draft.renamings}),
        notices=notices,
    )


def _theme(front: Front) -> Mapping[str, Dress]:
    """How each style is dressed, short forms written out; an empty dress where nothing is said."""
    made: dict[str, Dress] = dict.fromkeys(get_args(Style), Dress())
    for style, each in front.theme.items():
        look = LookBlock() if isinstance(each, str) else each
        colours = each if isinstance(each, str) else each.colours
        made[style] = Dress(colours, look.size or "", look.columns or 0)
    return made


def _person(draft: Draft, front: Front, name: str) -> User:
    block = front.people[name]
    if block.role:
        draft.refer_to_roles(block.at, "role")
    return User(name, block.name or name.title(), block.role, block.language, block.email, block.attributes)


def _operators(draft: Draft, front: Front) -> tuple[str, ...]:
    draft.refer_to_roles(front.at, "operators")
    return tuple(front.operators or list(front.roles)[:1] or [""])


def _note_patterns(draft: Draft, front: Front) -> None:
    """The actions that roles may run: names must exist, patterns should fit at least one."""
    for role in front.roles:
        for pattern, place in front.at["roles"].several(role):
            if "*" not in pattern:
                draft.refer("action", pattern, place, draft.signatures.keys())
            elif not fnfilter(draft.signatures, pattern):
                message = f"no action fits '{pattern}'"
                groups = {f"{name.rpartition('.')[0]}.*" for name in draft.signatures}
                hint = suggest(pattern, groups)
                draft.note("unused-pattern", place, message, hint, "warning")


def _flow(draft: Draft, model: FlowFile, fields: Mapping[str, Type | None]) -> Flow:
    draft.refer_to_roles(model.at)
    place = model.at.value("flow")
    draft.blocks[place] = model.at
    return Flow(
        id=model.flow,
        place=place,
        roles=frozenset(model.roles),
        takes={name: fields[name] or TEXT for name in model.takes},
        data={name: fields[name] or TEXT for name in model.data},
        screens=tuple(f"{model.flow}.{name}" for name in model.screens),
        defaults=defaults(draft, model.at.get("data") or Map(), fields),
    )


def _everywhere(front: Front, steps: StepBuilder, silent: set[str]) -> Everywhere:
    block, typed, idle = front.everywhere, front.everywhere.typed, front.everywhere.idle
    user = steps.draft.user
    return Everywhere(
        words=tuple(
            Word(tuple(each.words), steps.step(each, f"everywhere/word:{n}", user))
            for n, each in enumerate(block.words)
        ),
        bottom=tuple(steps.button(each, "everywhere", user, "bottom:") for each in block.bottom),
        typed=steps.step(typed, "everywhere/typed", {**user, "text": TEXT}) if typed else None,
        idle=steps.reminder(idle, "everywhere/idle", user) if idle else None,
        said=_said(front, steps, silent),
    )


def _silent(front: Front, screens: Mapping[str, Screen], notices: Mapping[str, NoticeSpec]) -> set[str]:
    """The engine's own texts that this bot never says: where everybody may come in there are no strangers."""
    shared = {each.ask.share.removeprefix("share_") for each in screens.values() if each.ask}
    told, door = () if notices else ("digest", "more"), () if front.roles else AT_DOOR
    return {"phone", "location", *told, *door} - shared


def _said(front: Front, steps: StepBuilder, silent: set[str]) -> dict[str, Text]:
    """The engine's own texts, as the front page says them, else in the words of its language."""
    source, here, made = front.everywhere.at, front.at.place, {}
    blocks: list[Map] = [source, *(source[key] for key in GROUPS if key in source)]
    for word, own in words_of(front.language).items():
        within = next((block for block in blocks if word in block), source)
        said = steps.text(within, word, {**steps.draft.user, **KNOWN.get(word, {})})
        if said or word not in silent:
            made[word] = said or Text(own, here)
    return made


def _user(front: Front) -> Record:
    role: Type = Choice("role", dict.fromkeys(front.roles, Option())) if front.roles else TEXT
    return Record("user", {"id": TEXT, "name": TEXT, "role": role, "email": TEXT, "language": TEXT})
