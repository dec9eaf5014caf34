"""The bot as the checks see it: the Bot built so far, and every name and expression with its place."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from botengine.spec.bot import Bot, Button
from botengine.spec.catalogues import Catalogue
from botengine.spec.extraction import Message, messages
from botengine.spec.filters import BUILT_IN, FilterKind
from botengine.spec.front import Front
from botengine.spec.graph import reachable, tree
from botengine.spec.inference import Examined
from botengine.spec.model import FlowFile
from botengine.spec.moves import Go, Step
from botengine.spec.places import Place
from botengine.spec.problems import Problem, Severity, suggest
from botengine.spec.references import Keeping, Reading, Reference, Use
from botengine.spec.renaming import Renaming
from botengine.spec.signatures import Signature
from botengine.spec.source import Document, Map
from botengine.spec.types import Type

Found = Iterator[tuple[Place, str, str]]  # what a rule finds: where, what is wrong, what to do


@dataclass
class Draft:
    """A bot that may have errors: names may lead nowhere, but all of it is there."""

    signatures: Mapping[str, Signature]  # their answers in the types of flows.yaml
    plugins: Mapping[str, Signature]  # as the plug-ins say it
    documents: Mapping[str, Document]
    filters: Mapping[str, FilterKind]
    front: Front
    models: Mapping[str, FlowFile]
    fields: Mapping[str, Mapping[str, Type | None]]  # flow -> its fields
    types: Mapping[str, Type]
    references: list[Reference] = field(default_factory=list)
    uses: list[Use] = field(default_factory=list)
    switched: list[tuple[Place, Use]] = field(default_factory=list)  # screens, and what they switch
    keepings: list[Keeping] = field(default_factory=list)
    readings: list[Reading] = field(default_factory=list)
    noted: list[Problem] = field(default_factory=list)
    renamings: list[Renaming] = field(default_factory=list)
    blocks: dict[Place, Map] = field(default_factory=dict)  # of steps, buttons, screens by their `place`
    buttons: list[tuple[str, Button]] = field(default_factory=list)  # with their screen, or screen.case
    steps: list[tuple[str, Step]] = field(default_factory=list)  # no buttons'; "": of everywhere
    catalogues: Mapping[str, Catalogue] = field(default_factory=dict)  # translations, by language
    unread: set[str] = field(default_factory=set)  # flows whose files cannot be read
    bot: Bot = field(init=False)
    damaged: bool = False  # parts of the bot are missing: rules about the whole are silent

    def note(
        self, rule: str, place: Place, message: str, hint: str = "", severity: Severity = "error"
    ) -> None:
        """Note a problem that is found while the bot is built."""
        self.noted.append(Problem(rule, place, message, hint, severity))

    def refer_to_roles(self, source: Map, key: str = "roles") -> None:
        """Note the names in a list of roles."""
        for n, role in enumerate(source.get(key) or ()):
            place = source[key].value(n)
            self.references.append(Reference("role", role, place, self.front.roles.keys()))

    def told(self) -> Iterator[Problem]:
        """What was noted while reading and building, names that lead nowhere, mistakes in expressions."""
        yield from self.noted
        for each in self.references:
            if each.name not in each.known and not self._lost(each):
                what = {"field": "data field"}.get(each.kind, each.kind)
                message = f"no {what} '{each.shown or each.name}'{each.where}"
                yield Problem(f"unknown-{each.kind}", each.place, message, suggest(each.name, each.known))
        for _, known in self._examined:
            yield from known.findings

    def _lost(self, reference: Reference) -> bool:
        """Whether the name may stand in a file that cannot be read."""
        flow = (reference.shown or reference.name).partition(".")[0]
        return reference.kind in ("screen", "flow") and flow in self.unread

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
        moves = [each.move for _, step, _ in self.all_steps() for each in tree(step)]
        lost = any(isinstance(move, Go) and not move.screen for move in moves)
        return not (self.damaged or self.unread or lost)

    @cached_property
    def _examined(self) -> Sequence[tuple[Use, Examined]]:
        kinds = {**BUILT_IN, **self.filters}
        texts = {file: document.text for file, document in self.documents.items()}
        return [(use, Examined(use, kinds, texts[use.source.file])) for use in self.uses]

    @cached_property
    def messages(self) -> Mapping[str, Message]:
        """All human texts of the bot, by their sources."""
        return messages(self.bot)

    @cached_property
    def reach(self) -> Mapping[str, frozenset[str]]:
        """Role ("" in a bot without roles) -> the screens that it can come to from the start."""
        return {role: reachable(self.bot, role) for role in self.bot.roles or ("",)}

    @property
    def powerless(self) -> bool:
        """Whether an action is for no role, or a role is none: what only they lead to is told with them."""
        if any(not flow.roles <= self.bot.roles.keys() for flow in self.bot.flows.values()):
            return True
        steps = (each.do for _, step, _ in self.all_steps() for each in tree(step) if each.do)
        return any(not any(self.bot.may_run(r, do.action) for r in self.bot.roles or ("",)) for do in steps)

    @property
    def names(self) -> frozenset[tuple[str, str]]:
        """File and name of every variable that an expression uses."""
        return frozenset((use.source.file, name) for use, known in self._examined for name in known.names)

    @property
    def switches(self) -> Iterator[tuple[Place, Type | None]]:
        """Every screen with a `switch`, and the type that it switches."""
        types = {id(use): known.type for use, known in self._examined}
        return ((place, types[id(use)]) for place, use in self.switched)

    def value(self, place: Place, key: str) -> Place:
        """Where the value of a key stands in the block at the place; the block itself without such a key."""
        source = self.blocks[place]
        return source.value(key) if key in source else source.place

    def all_steps(self) -> Iterator[tuple[str, Step, bool]]:
        """Every first step with its owner (flow.screen[.case], or ""), and whether it is a button's."""
        yield from ((owner, step, False) for owner, step in self.steps)
        yield from ((owner, button.step, True) for owner, button in self.buttons)

    def roles_at(self, owner: str) -> Sequence[str]:
        """The roles that may be where the owner is; [""] in a bot without roles."""
        flow = self.bot.flows.get(owner.partition(".")[0])
        everybody = list(self.bot.roles) or [""]
        if owner in self.bot.notices:
            return [role for role in everybody if self.bot.may_hear(role, owner)]
        return [role for role in everybody if not flow or self.bot.may_enter(role, flow.id)]
