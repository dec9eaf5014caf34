"""The bot as the checks see it: the Bot built so far, and every name and expression with its place."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from botengine.spec.bot import Bot, Button, Screen, Step
from botengine.spec.filters import BUILT_IN, FilterKind
from botengine.spec.inference import Finding, examine
from botengine.spec.problems import Problem, problem, suggest
from botengine.spec.references import Keeping, Kind, Reading, Reference, Use
from botengine.spec.signatures import Signature
from botengine.spec.source import Document, Map, Place, Span


@dataclass
class Draft:
    """A bot that may have errors: names may lead nowhere, but all of it is there."""

    signatures: Mapping[str, Signature]  # their answers in the types of flows.yaml
    plugins: Mapping[str, Signature]  # as the plug-ins say it
    documents: Mapping[str, Document]
    filters: Mapping[str, FilterKind]
    references: list[Reference] = field(default_factory=list)
    uses: list[Use] = field(default_factory=list)
    keepings: list[Keeping] = field(default_factory=list)
    readings: list[Reading] = field(default_factory=list)
    noted: list[Problem] = field(default_factory=list)
    blocks: dict[Place, Map] = field(default_factory=dict)  # of steps, buttons, screens by their `place`
    buttons: list[tuple[str, Button]] = field(default_factory=list)  # with their screen, or screen.case
    steps: list[tuple[str, Step]] = field(
        default_factory=list
    )  # first steps, with their screen ("": everywhere)
    unread: set[str] = field(default_factory=set)  # flows whose files cannot be read
    bot: Bot = field(init=False)
    damaged: bool = False  # parts of the bot are missing: rules about the whole are silent

    def unknown(self, kind: Kind) -> Iterator[Problem]:
        """A problem for every reference of the kind that leads nowhere."""
        for each in self.references:
            if each.kind == kind and each.name not in each.known and not self._lost(each):
                what = {"field": "data field"}.get(kind, kind)
                message = f"no {what} '{each.shown or each.name}'{each.where}"
                yield problem(f"unknown-{kind}", each.span, message, suggest(each.name, each.known))

    def _lost(self, reference: Reference) -> bool:
        """Whether the name may stand in a file that cannot be read."""
        flow = (reference.shown or reference.name).partition(".")[0]
        return reference.kind in ("screen", "flow") and flow in self.unread

    @cached_property
    def _examined(self) -> Sequence[tuple[Use, list[Finding], set[str]]]:
        kinds = {**BUILT_IN, **self.filters}
        texts = {file: document.text for file, document in self.documents.items()}
        return [(use, *examine(use, kinds, texts[use.source.file])) for use in self.uses]

    @cached_property
    def names(self) -> frozenset[tuple[str, str]]:
        """File and name of every variable that an expression uses."""
        return frozenset((use.source.file, name) for use, _, names in self._examined for name in names)

    def found(self, rule: str) -> Iterator[Problem]:
        """Problems of the rule in expressions."""
        return (
            problem(rule, each.span, each.message, each.hint)
            for _, findings, _ in self._examined
            for each in findings
            if each.rule == rule
        )

    def span(self, place: Place, key: str) -> Span:
        """Where the value of a key stands in the block at the place; the block itself without such a key."""
        source = self.blocks[place]
        return source.value(key) if key in source else source.span

    def screen_of(self, owner: str) -> Screen:
        """The screen of `flow.screen` or `flow.screen.case`."""
        return self.bot.screens[".".join(owner.split(".")[:2])]


Check = Callable[[Draft], Iterator[Problem]]


def noted(rule: str) -> Check:
    """The check of a rule that the reader and the builder obey: what they noted."""
    return lambda draft: (each for each in draft.noted if each.rule == rule)


def found(rule: str) -> Check:
    """The check of a rule about expressions."""
    return lambda draft: draft.found(rule)


def unknown(kind: Kind) -> Check:
    """The check of a rule about names that lead nowhere."""
    return lambda draft: draft.unknown(kind)
