"""From a bot's directory to the checked Bot: read, build, check. All problems at once."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from traceback import extract_tb
from typing import Any

from botengine.spec import checks
from botengine.spec.bot import Bot
from botengine.spec.build import build
from botengine.spec.catalogues import read_catalogues, translations
from botengine.spec.draft import Draft
from botengine.spec.filters import BUILT_IN, kind_of_plugin
from botengine.spec.front import Front
from botengine.spec.model import FlowFile
from botengine.spec.places import Place
from botengine.spec.problems import Problem, in_order
from botengine.spec.signatures import Signature
from botengine.spec.source import Document, read
from botengine.spec.structure import Fitted
from botengine.spec.texts import Catalogues

FRONT = "flows.yaml"
FLOWS = "flows"  # the folder beside it
SKIPPED = "locale"  # translations, in that folder

Signatures = Callable[[Sequence[str]], Mapping[str, Signature]]
Filters = Callable[[], Mapping[str, Callable[..., Any]]]


@dataclass(frozen=True, slots=True)
class Loaded:
    """What came of a directory: the Bot if nothing is wrong but warnings; all problems; the files' texts;
    what other languages say: language -> source text -> translation.
    """

    bot: Bot | None
    problems: tuple[Problem, ...]
    files: Mapping[str, str]
    translations: Catalogues = field(default_factory=dict)


def load_bot(directory: Path, signatures: Signatures, filters: Filters | None = None) -> Loaded:
    """Load and check the bot of a directory.

    `signatures` is called with the packages of flows.yaml and answers what their actions look like;
    `filters` is called after it and answers the plug-ins' filters. Never raises for what is in the files.
    """
    documents = {file: _document(directory, file) for file in (FRONT, *flow_files(directory))}
    front = Fitted(Front, documents[FRONT])
    flows = {file: Fitted(FlowFile, each) for file, each in documents.items() if file != FRONT}
    problems = [*front.problems, *(p for fitted in flows.values() for p in fitted.problems)]
    files = {file: document.text for file, document in documents.items()}
    if front.model is None:
        return Loaded(None, in_order(problems), files)
    try:
        known = signatures(tuple(front.model.actions))
        kinds = {name: kind_of_plugin(each) for name, each in (filters() if filters else {}).items()}
    except Exception as error:  # noqa: BLE001 - a plug-in may raise anything when it is imported
        place = front.model.at.key("actions" if "actions" in front.model.at else "bot")
        message = f"{type(error).__name__}: {error}{_where(error, directory.resolve())}"
        problems.append(Problem("broken-plugin", place, message, "the plug-ins cannot be loaded"))
        return Loaded(None, in_order(problems), files)
    models, catalogues = _by_name(flows.values(), problems), read_catalogues(directory)
    problems += [each.flaw for each in catalogues.values() if each.flaw]
    files |= {each.file: each.text for each in catalogues.values()}
    unread = {Path(file).stem for file, fitted in flows.items() if fitted.model is None}
    damaged = front.damaged or any(fitted.damaged for fitted in flows.values())
    draft = Draft(front.model, models, known, {**BUILT_IN, **kinds}, catalogues, problems, unread, damaged)
    build(draft)
    found = in_order(checks.problems(draft))
    whole = not any(p.severity == "error" for p in found)
    said = translations(catalogues, front.model.language)
    return Loaded(draft.bot if whole else None, found, files, said)


def _document(directory: Path, file: str) -> Document:
    try:
        return read((directory / file).read_bytes(), file)
    except OSError as error:
        hint = "is this the right folder?" if file == FRONT else ""
        flaw = Problem("yaml-syntax", Place(file, 1, 1), f"cannot read it: {error.strerror}", hint)
        return Document(file, "", None, (flaw,))


def flow_files(directory: Path) -> list[str]:
    """The YAML files of a bot's flows, by their names in its folder."""
    files = [*(directory / FLOWS).rglob("*.yaml"), *(directory / FLOWS).rglob("*.yml")]
    names = sorted(file.relative_to(directory).as_posix() for file in files if file.is_file())
    return [name for name in names if SKIPPED not in name.split("/")]


def _where(error: Exception, directory: Path) -> str:
    """The last line of the bot's own Python that the error came through."""
    frames = [frame for frame in extract_tb(error.__traceback__) if directory in Path(frame.filename).parents]
    return "".join(f" ({Path(f.filename).relative_to(directory)}:{f.lineno})" for f in frames[-1:])


def _by_name(flows: Iterable[Fitted[FlowFile]], problems: list[Problem]) -> dict[str, FlowFile]:
    """The flows by name; a second one of the same name is a problem."""
    named: dict[str, FlowFile] = {}
    for fitted in flows:
        if (model := fitted.model) and (first := named.setdefault(model.flow, model)) is not model:
            message = f"the flow '{model.flow}' is already in {first.at.file}"
            problems.append(Problem("duplicate-flow", model.at.value("flow"), message, "choose another name"))
            named.setdefault(Path(model.at.file).stem, model)  # which may be what others call it
            fitted.damaged = True
    return named
