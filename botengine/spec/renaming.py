"""Former names of flows, screens and notices: what `renamed` says, in full names, each with its place."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from botengine.spec.model import FlowFile, NoticeBlock, ScreenBlock
from botengine.spec.places import Place


@dataclass(frozen=True, slots=True)
class Renaming:
    """A flow, or a screen or notice `flow.name`, that was called `old`."""

    old: str
    new: str
    place: Place


def renamings(models: Mapping[str, FlowFile]) -> Iterator[Renaming]:
    """All of a bot. A screen that came from another flow says so: `renamed: flow.screen`."""
    for flow, model in models.items():
        yield from _of(model, flow, "")
        for name, screen in model.screens.items():
            yield from _of(screen, f"{flow}.{name}", f"{flow}.")
        for name, notice in model.notices.items():
            yield from _of(notice, f"{flow}.{name}", f"{flow}.")


def _of(block: FlowFile | ScreenBlock | NoticeBlock, new: str, prefix: str) -> Iterator[Renaming]:
    if isinstance(block.renamed, str):
        yield Renaming(_full(block.renamed, prefix), new, block.at.value("renamed"))
        return
    for n, old in enumerate(block.renamed):
        yield Renaming(_full(old, prefix), new, block.at["renamed"].value(n))


def _full(name: str, prefix: str) -> str:
    return name if "." in name else prefix + name
