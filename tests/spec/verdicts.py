"""What the checker makes of mutants: told in the right place, with the right hint, or nothing is changed."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields, is_dataclass
from pathlib import Path
from typing import Any

from botengine.cli.changes import changes
from botengine.engine.loading import GIVEN
from botengine.engine.registry import Registry, discover
from botengine.spec.load import Loaded, load_bot
from botengine.spec.places import Place
from botengine.spec.problems import Problem
from botengine.spec.signatures import Signature
from tests.spec.mutants import Mutant

ASIDE = {"types", "people"}  # of a bot: types count where something is of them; chats have no sample people


@dataclass(frozen=True)
class Verdict:
    """`told`: a problem stands where it belongs. `same`: the bot is the one that it was. `hinted`: what was
    meant is suggested. `shown`: `botengine diff` says what is different."""

    mutant: Mutant
    told: bool
    same: bool
    hinted: bool
    shown: bool
    problems: Sequence[Problem]

    @property
    def left_out(self) -> bool:
        """What was removed need not be there: a bot that does a little less, and as sound as before."""
        return self.mutant.optional and not self.told and not self.same

    @property
    def silent(self) -> bool:
        """Nobody is told that the bot is another one."""
        return not self.told and not self.left_out and (not self.same or bool(self.problems))


class Judge:
    """Checks mutants of one bot in a folder of its own; the plug-ins are looked at once."""

    def __init__(self, directory: Path, folder: Path) -> None:
        self.folder = folder
        given = dict.fromkeys(GIVEN)
        self.registry = Registry()
        load_bot(directory, lambda packages: self._discover(packages, directory, given))
        for file in [directory / "flows.yaml", *(directory / "flows").rglob("*.*")]:
            copy = folder / file.relative_to(directory)
            copy.parent.mkdir(parents=True, exist_ok=True)
            copy.write_bytes(file.read_bytes())
        self.healthy = self._load()
        assert self.healthy.bot is not None
        self.bot = self.healthy.bot
        self.shape = shape(self.bot)

    def _discover(self, packages: Sequence[str], directory: Path, given: Any) -> Mapping[str, Signature]:
        self.registry, self.packages = discover(packages, directory, given), tuple(packages)
        return self.registry.signatures

    def _load(self) -> Loaded:
        return load_bot(self.folder, self._signatures, lambda: self.registry.filters)

    def _signatures(self, packages: Sequence[str]) -> Mapping[str, Signature]:
        if unknown := [each for each in packages if each not in self.packages]:
            raise ImportError(f"No module named '{unknown[0]}'")
        return self.registry.signatures if packages else {}

    def __call__(self, mutant: Mutant) -> Verdict:
        file = self.folder / mutant.file
        before = file.read_bytes()
        file.write_text(mutant.text, encoding="utf-8")
        try:
            loaded = self._load()
        finally:
            file.write_bytes(before)
        problems = [each for each in loaded.problems if each not in self.healthy.problems]
        told = [each for each in problems if placed(mutant, each)]
        same = loaded.bot is not None and self._same(mutant, shape(loaded.bot))
        shown = loaded.bot is not None and bool(changes(self.bot, loaded.bot))
        return Verdict(mutant, bool(told), same, any(hinted(mutant, each) for each in told), shown, problems)

    def _same(self, mutant: Mutant, found: Any) -> bool:
        """Whether chats see the same bot; a screen that nothing names (a call enters it) has any name."""
        if mutant.kind == "misspelt" and mutant.what == "screen":
            return repr(found).replace(f".{mutant.new}", f".{mutant.old}").replace(
                repr(mutant.new), repr(mutant.old)
            ) == repr(self.shape)
        return bool(found == self.shape)


def placed(mutant: Mutant, problem: Problem) -> bool:
    """In the line (or, of removed things, the block) of the change; or where the name is used elsewhere."""
    if problem.place.file == mutant.file and problem.place.line in mutant.lines:
        return True
    said = set(re.findall(r"[\w.]+", problem.message))
    spoken = said | {each.rpartition(".")[2] for each in said} | {each.partition(".")[0] for each in said}
    return bool(spoken & (mutant.names or {mutant.old, mutant.new}))


def hinted(mutant: Mutant, problem: Problem) -> bool:
    """The hint names what was meant; or what is now written where it is defined."""
    meant = {each.rpartition(".")[2] for each in re.findall(r"'([^']*)'", problem.hint)}
    return bool(meant & {part.rpartition(".")[2] for part in (mutant.old, mutant.new)})


def shape(value: Any) -> Any:
    """What chats see of a bot, to be compared."""
    if isinstance(value, Place):
        return None
    if is_dataclass(value) and not isinstance(value, type):
        return (
            type(value).__name__,
            *(shape(getattr(value, each.name)) for each in fields(value) if each.name not in ASIDE),
        )
    if isinstance(value, Mapping):
        return tuple((key, shape(each)) for key, each in value.items())
    if isinstance(value, Iterable) and not isinstance(value, str):
        return tuple(sorted(value) if isinstance(value, frozenset) else map(shape, value))
    return value if isinstance(value, str | int | float | None) else type(value).__name__
