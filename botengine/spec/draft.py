"""The bot as the checks see it: the Bot built so far, and every name and expression with its place."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Literal

from botengine.spec.bot import Bot, Dress
from botengine.spec.catalogues import Catalogue
from botengine.spec.extraction import Message, messages
from botengine.spec.filters import FilterKind
from botengine.spec.former import Renaming
from botengine.spec.front import Front
from botengine.spec.graph import first_steps, reachable, tree
from botengine.spec.inference import Examined
from botengine.spec.model import FlowFile
from botengine.spec.moves import Go
from botengine.spec.places import Place
from botengine.spec.problems import Problem, Severity, nearest, suggest
from botengine.spec.signatures import Signature
from botengine.spec.source import Map
from botengine.spec.types import Choice, Type
from botengine.spec.uses import Scope, Use

Kind = Literal["screen", "flow", "action", "type", "role", "outcome", "field", "argument"]
Found = Iterator[tuple[Place, str, str]]  # what a rule finds: where, what is wrong, what to do


@dataclass(frozen=True, slots=True)
class Reading:
    """An action that a screen or notice (`owner`) runs to show itself."""

    place: Place
    owner: str
    action: str


@dataclass
class Draft:
    """A bot that may have errors: names may lead nowhere, but all of it is there."""

    front: Front
    models: Mapping[str, FlowFile]
    plugins: Mapping[str, Signature]  # as the plug-ins say it
    filters: Mapping[str, FilterKind]
    catalogues: Mapping[str, Catalogue]  # translations, by language
    problems: list[Problem]  # what was found so far, while reading and building
    unread: Collection[str]  # flows whose files cannot be read
    damaged: bool  # parts of the bot are missing: rules about the whole are silent
    bot: Bot = field(init=False)
    user: Scope = field(init=False)  # what every expression may use
    types: Mapping[str, Type] = field(init=False)
    fields: Mapping[str, Mapping[str, Type | None]] = field(init=False)  # of flows, and what notices take
    signatures: Mapping[str, Signature] = field(init=False)  # their answers in the types of flows.yaml
    theme: Mapping[str, Dress] = field(init=False)  # by style
    named: set[tuple[Kind, str]] = field(default_factory=set)  # all names that lead to something
    uses: list[Use] = field(default_factory=list)
    readings: list[Reading] = field(default_factory=list)
    renamings: list[Renaming] = field(default_factory=list)
    switches: list[tuple[Map, Choice]] = field(default_factory=list)  # screens with cases, what they switch
    blocks: dict[Place, Map] = field(default_factory=dict)  # of steps, buttons, screens by their `place`

    def note(
        self, rule: str, place: Place, message: str, hint: str = "", severity: Severity = "error"
    ) -> None:
        """Note a problem that is found while the bot is built."""
        self.problems.append(Problem(rule, place, message, hint, severity))

    def refer(
        self, kind: Kind, name: str, place: Place, known: Collection[str], *, where: str = "", shown: str = ""
    ) -> str:
        """Note a name that must be a known one (`shown`: in full, where it is short); give the one meant."""
        self.named.add((kind, name))
        full = shown or name
        lost = kind in ("screen", "flow") and full.partition(".")[0] in self.unread
        if name not in known and not lost:  # else it may be in the file that cannot be read
            what = {"field": "data field"}.get(kind, kind)
            self.note(f"unknown-{kind}", place, f"no {what} '{full}'{where}", suggest(name, known))
        return name if name in known else nearest(name, known)

    def refer_to_roles(self, source: Map, key: str = "roles") -> None:
        """Note the names in a list of roles."""
        for role, place in source.several(key):
            self.refer("role", role, place, self.front.roles.keys())

    def use(self, made: Use) -> Use:
        """Note a text or expression, and what is wrong with it."""
        self.uses.append(made)
        self.problems += Examined(made, self.filters).findings
        return made

    @cached_property
    def screens(self) -> Mapping[str, set[str]]:
        """Flow -> names of its screens."""
        return {name: {*each.screens, *each.at["screens"].lost} for name, each in self.models.items()}

    @cached_property
    def full_names(self) -> set[str]:
        """All screens as flow.screen."""
        return {f"{flow}.{screen}" for flow, names in self.screens.items() for screen in names}

    @cached_property
    def whole(self) -> bool:
        """Whether all of the bot is there and every name leads somewhere, so that one can say "nowhere"."""
        moves = [each.move for _, step, _ in first_steps(self.bot) for each in tree(step)]
        lost = any(isinstance(move, Go) and not move.screen for move in moves)
        return not (self.damaged or self.unread or lost)

    @cached_property
    def messages(self) -> Mapping[str, Message]:
        """All human texts of the bot, by their sources."""
        return messages(self.bot)

    @cached_property
    def reach(self) -> Mapping[str, frozenset[str]]:
        """Role ("" in a bot without roles) -> the screens that it can come to from the start."""
        return {role: reachable(self.bot, role) for role in self.bot.roles or ("",)}

    def value(self, place: Place, key: str) -> Place:
        """Where the value of a key stands in the block at the place; the block itself without such a key."""
        source = self.blocks[place]
        return source.value(key) if key in source else source.place

    def roles_at(self, owner: str) -> Sequence[str]:
        """The roles that may be where the owner is; [""] in a bot without roles."""
        flow = self.bot.flows.get(owner.partition(".")[0])
        everybody = list(self.bot.roles) or [""]
        if owner in self.bot.notices:
            return [role for role in everybody if self.bot.may_hear(role, owner)]
        return [role for role in everybody if not flow or self.bot.may_enter(role, flow.id)]
