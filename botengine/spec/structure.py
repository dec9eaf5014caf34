"""From a read file to its model: every structural mistake noted, then mended so that reading can go on.

A misspelt key goes on as the one that was meant; what cannot be mended is left out, and the file counts as
damaged: rules about the whole bot (unreachable, unused ...) are silent then.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar

from pydantic import ValidationError

from botengine.spec.model import Block
from botengine.spec.problems import Problem, nearest, problem, suggest
from botengine.spec.source import Document, Map, Place, Seq, Span

MAX_ROUNDS = 6  # each mends all mistakes of one depth
EXPECTED = {
    "string_type": "a text", "bool_type": "true or false", "int_type": "a whole number",
    "float_type": "a number", "list_type": "a list", "dict_type": "a mapping", "model_type": "a mapping",
    "model_attributes_type": "a mapping",
}  # fmt: skip

ModelT = TypeVar("ModelT", bound=Block)


@dataclass
class Fitted(Generic[ModelT]):
    """A file's model, None if there is nothing to go on with; what was wrong; whether parts are left out."""

    model: ModelT | None = None
    problems: list[Problem] = field(default_factory=list)
    damaged: bool = False


def fit(cls: type[ModelT], document: Document) -> Fitted[ModelT]:
    """Read a document as a model. Changes the document's values where they had to be mended."""
    fitted = Fitted[ModelT]()
    fitted.problems = [problem(flaw.rule, flaw.span, flaw.message, flaw.hint) for flaw in document.flaws]
    root = document.root
    if not isinstance(root, Map):
        fitted.damaged = True
        if not document.flaws:
            span = Span(Place(document.file, 1, 1), 2)
            wanted = "bot" if cls.__name__ == "Front" else "flow"
            fitted.problems.append(
                problem("missing-key", span, "the file is empty", f"begin with '{wanted}: NAME'")
            )
        return fitted
    for _ in range(MAX_ROUNDS):
        try:
            fitted.model = cls.model_validate(root)
        except ValidationError as error:
            _Mender(root, fitted).mend(error)
        else:
            _note_nothings(root, fitted)
            break
    return fitted


def _note_nothings(node: Any, fitted: Fitted[Any]) -> None:
    """A key without a value is a slip of the pen, also where the key may be left out."""
    if isinstance(node, Map):
        for key, value in node.items() if node.shape else ():
            if value is None:
                message, hint = f"'{key}' has no value", "give it one, or delete the line"
                fitted.problems.append(problem("wrong-value", node.key(key), message, hint))
    for each in node.values() if isinstance(node, Map) else node if isinstance(node, Seq) else ():
        if isinstance(each, Map | Seq):
            _note_nothings(each, fitted)


class _Mender:
    def __init__(self, root: Map, fitted: Fitted[Any]) -> None:
        self.root = root
        self.fitted = fitted
        self.doomed: list[tuple[Any, Any]] = []  # (container, key) to leave out
        self.seen: set[tuple[int, Any]] = set()  # an alias brings the same block, and its mistakes, again

    def mend(self, error: ValidationError) -> None:
        found = error.errors(include_url=False, include_input=False)
        for each in sorted(
            found, key=lambda each: each["type"] != "extra_forbidden"
        ):  # misspelt, so not missing
            path = list(self._path(each["loc"]))
            if path and (known := (id(path[-1][0]), path[-1][1])) not in self.seen:
                self.seen.add(known)
                self._one(each["type"], path, each)
        last_first = sorted(self.doomed, key=lambda pair: -pair[1] if isinstance(pair[1], int) else 0)
        for container, key in last_first:
            self.fitted.damaged = True
            if isinstance(container, Map):
                container.pop(key, None)
                container.lost.add(key)
            elif key < len(container):
                del container[key], container.marks[key]

    def _path(self, loc: tuple[Any, ...]) -> Iterator[tuple[Any, Any]]:
        """(container, key) pairs from the root; names of union members are no keys and left out."""
        node: Any = self.root
        for part in loc:
            if isinstance(node, Map) and (part in node or part == loc[-1]) and isinstance(part, str):
                yield node, part
                node = node.get(part)
            elif isinstance(node, Seq) and isinstance(part, int) and part < len(node):
                yield node, part
                node = node[part]

    def _one(self, kind: str, path: list[tuple[Any, Any]], error: Any) -> None:
        container, key = path[-1]
        if kind == "extra_forbidden":
            self._unknown(container, key)
        elif kind == "missing":
            self._missing(path)
        elif isinstance(container, Map) and key not in container:  # the name of a union's member
            self._wrong(*path[-2], error)
        else:
            self._wrong(container, key, error)

    def _unknown(self, container: Map, key: str) -> None:
        known = [f.alias or name for name, f in container.shape.model_fields.items()]
        free = [name for name in known if name not in container]
        self._note("unknown-key", container.key(key), f"no key '{key}' here", suggest(key, free))
        meant = nearest(key, free)
        self.fitted.damaged = True  # it may have been another one that was meant
        if meant:
            container[meant] = container.pop(key)
            container.marks[meant] = container.marks[key]
        else:
            self.doomed.append((container, key))

    def _missing(self, path: list[tuple[Any, Any]]) -> None:
        container, key = path[-1]
        span = container.span
        if key in container:
            return
        if len(path) > 1:
            outer, inner = path[-2]
            span = outer.key(inner) if isinstance(outer, Map) else outer.value(inner)
            self.doomed.append((outer, inner))
        elif key in MISSING:
            self.fitted.damaged = True
            container[key] = MISSING[key]
            container.marks[key] = container.event, container.event
        if key not in container.lost:  # else it is there, and wrong: told already
            self._note("missing-key", span, f"'{key}' is missing here", f"add '{key}: ...'")

    def _wrong(self, container: Any, key: Any, error: Any) -> None:
        value, kind = container[key], error["type"]
        hint = ""
        if kind in EXPECTED:
            message = f"expected {EXPECTED[kind]}, not {_said(value)}"
            if kind == "string_type" and isinstance(value, bool | int | float):
                self._note("wrong-value", container.value(key), message, "put it in quotes")
                container[key] = str(value)
                return
            if kind.startswith("model") and isinstance(value, str):
                is_step = "Step" in str(error.get("ctx"))
                hint = 'to say it, write {say: "..."}' if is_step else "write {key: value}"
        elif kind == "literal_error":
            allowed = error["ctx"]["expected"].replace(" or ", ", ").replace("'", "").split(", ")
            allowed = ["true" if each == "True" else each for each in allowed]
            message, hint = f"{_said(value)} is not allowed here", suggest(str(value), allowed)
        elif kind == "string_pattern_mismatch":
            message = f"{_said(value)} is not allowed here"
            is_name = error["ctx"]["pattern"].startswith("^[a-z]")
            hint = "begin with a small letter; then small letters, digits and _" if is_name else COLOURS
        elif kind == "too_short":
            message = "this cannot be empty"
        else:
            message = re.sub("^(Input|String|List|Dictionary) should", "this should", error["msg"])
        self._note("wrong-value", container.value(key), message, hint)
        self.doomed.append((container, key))

    def _note(self, rule: str, span: Span, message: str, hint: str) -> None:
        known = {(p.place, p.rule) for p in self.fitted.problems}
        if (span.place, rule) not in known:
            self.fitted.problems.append(problem(rule, span, message, hint))


COLOURS = 'write "#1A2B3C", or "#1A2B3C on #FFFFFF"'
MISSING = {"format": 1, "bot": "?", "start": "?", "flow": "unnamed"}  # to go on with


def _said(value: Any) -> str:
    if value is None:
        return "nothing"
    if isinstance(value, Map | Seq):
        return "a mapping" if isinstance(value, Map) else "a list"
    return f"'{str(value).lower() if isinstance(value, bool) else value}'"
