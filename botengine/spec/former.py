"""Former names of flows and screens, looked up: what is it called today, what was it called at first."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property


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
