"""Former names of flows, screens and notices: what `renamed` says, and what is called how today."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from botengine.spec.model import FlowFile
from botengine.spec.places import Place
from botengine.spec.source import Map


@dataclass(frozen=True)
class Former:
    """`names`: former name of a flow or screen -> today's, the oldest first."""

    names: Mapping[str, str] = field(default_factory=dict)

    def present(self, name: str) -> str:
        """Today's name of a flow, or of a screen `flow.screen`, that may have been renamed."""
        flow, dot, screen = self.names.get(name, name).partition(".")
        full = self.names.get(flow, flow) + dot + screen
        return self.names.get(full, full)

    def original(self, name: str) -> str:
        """The oldest name of a flow or screen that is known."""
        flow, dot, screen = self._originals.get(name, name).partition(".")
        return self._originals.get(flow, flow) + dot + screen

    @cached_property
    def _originals(self) -> Mapping[str, str]:
        return {new: old for old, new in reversed([*self.names.items()])}


@dataclass(frozen=True, slots=True)
class Renaming:
    """A flow, or a screen or notice `flow.name`, that was called `old`."""

    old: str
    new: str
    place: Place


def renamings(models: Mapping[str, FlowFile]) -> Iterator[Renaming]:
    """All of a bot. A screen that came from another flow says so: `renamed: flow.screen`."""
    for flow, model in models.items():
        yield from _renamings(model.at, flow, "")
        for name, block in model.screens.items():
            yield from _renamings(block.at, f"{flow}.{name}", f"{flow}.")
        for name, notice in model.notices.items():
            yield from _renamings(notice.at, f"{flow}.{name}", f"{flow}.")


def _renamings(source: Map, new: str, prefix: str) -> Iterator[Renaming]:
    for old, place in source.several("renamed"):
        yield Renaming(old if "." in old else prefix + old, new, place)
