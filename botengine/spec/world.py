"""What flows may name of each other: flows, their fields, their screens."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from botengine.spec.model import FlowFile
from botengine.spec.types import Type


@dataclass(frozen=True)
class World:
    """What flows may name of each other: flows, their fields, their screens."""

    models: Mapping[str, FlowFile]
    fields: Mapping[str, Mapping[str, Type | None]]  # flow -> its fields

    @cached_property
    def screens(self) -> Mapping[str, set[str]]:
        """Flow -> names of its screens."""
        return {name: {*each.screens, *each.at["screens"].lost} for name, each in self.models.items()}

    @cached_property
    def full_names(self) -> set[str]:
        """All screens as flow.screen."""
        return {f"{flow}.{screen}" for flow, names in self.screens.items() for screen in names}
