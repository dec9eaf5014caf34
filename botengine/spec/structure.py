"""From a read file to its model: every structural mistake noted, then mended so that reading can go on.

A misspelt key goes on as the one that was meant; what cannot be mended is left out, and the file counts as
damaged: rules about the whole bot (unreachable, unused ...) are silent then.
"""

import re
from collections.abc import Mapping
from pathlib import Path
from types import NoneType
from typing import Any, Generic, Literal, TypeVar, Union

from botengine.spec.blocks import Block, Form, Key
from botengine.spec.places import Place
from botengine.spec.problems import Problem, nearest, suggest
from botengine.spec.source import Document, Map, Seq

LOST: Any = object()  # instead of a value that cannot be read
MISSING = {"format": 1, "bot": "?", "start": "?"}  # to go on with; a flow has the name of its file
SHAPES: Mapping[Any, Any] = {
    str: str, bool: bool, int: int, float: (int, float), list: Seq, dict: Map, NoneType: NoneType,
}  # fmt: skip
EXPECTED = {
    str: "a text", bool: "true or false", int: "a whole number", float: "a number", list: "a list",
}  # fmt: skip

ModelT = TypeVar("ModelT", bound=Block)


class Fitted(Generic[ModelT]):
    """A file as its model, None if there is nothing to go on with; what was wrong; whether parts are missing.

    Reads values by their forms. What is wrong is noted, and mended or left out, in the document itself.
    """

    def __init__(self, cls: type[ModelT], document: Document) -> None:
        self.model: ModelT | None = None
        self.problems = [*document.flaws]
        self.damaged = bool(document.flaws) or not isinstance(document.root, Map)
        if isinstance(document.root, Map):
            found = self.block(cls, document.root)
            self.model = None if found is LOST else found
        elif not document.flaws:
            hint = f"begin with '{'bot' if cls.__name__ == 'Front' else 'flow'}: NAME'"
            self._note("missing-key", Place(document.file, 1, 1), "the file is empty", hint)

    def block(self, cls: type[Any], source: Map, outer: Any = None, inner: Any = None) -> Any:
        """The block that stands at `outer[inner]`, or is the whole file; LOST without a key that it needs."""
        source.shape, keys, made = cls, cls.keys(), cls()
        made.at = source
        for name in [each for each in source if each not in keys]:
            self._unknown(source, name, keys)
        complete = True
        for name, key in keys.items():
            value = self.value(key.form, source, name) if name in source else LOST
            if value is LOST and name in source:
                self._leave_out(source, name)
            if value is LOST and key.required:
                value = self._missing(source, name, outer, inner)
                complete = complete and value is not LOST
            if value is None:
                message, hint = f"'{name}' has no value", "give it one, or delete the line"
                self._note("wrong-value", source.key(name), message, hint)
            if value is not LOST:
                setattr(made, key.attribute, value)
        for name, others in cls.wanting():
            if name in source and not any(each in source for each in others):
                wanted = " or ".join(f"'{each}'" for each in others)
                self._note("misplaced-key", source.key(name), f"'{name}' means nothing without {wanted}")
        return made if complete else LOST

    def value(self, form: Form, box: Any, key: Any) -> Any:
        """What stands at `box[key]`, or LOST."""
        value = found = box[key]
        while form.kind is Union:
            form = next((each for each in form.within if _suits(each, value)), form.within[0])
        kind = form.kind
        if kind is Literal:
            if not any(value == each and type(value) is type(each) for each in form.within):
                return self._refuse(box.value(key), value, form.within)
        elif not _has_shape(kind, value):
            return self._unfit(form, box, key)
        elif kind is dict:
            found = self._mapping(form, value)
        elif kind is list:
            found = self._list(form.within[0], value)
        elif isinstance(value, Map):
            return self.block(kind, value, box, key)
        if wrong := _beyond(form, found):
            self._note("wrong-value", box.value(key), *wrong)
            return LOST
        return found

    def _mapping(self, form: Form, source: Map) -> dict[str, Any]:
        (names, values), found = form.within, {}
        for name in list(source):
            known = names.kind is not Literal or name in names.within
            value = self.value(values, source, name) if known else LOST
            if not known:
                self._refuse(source.key(name), name, names.within)
            if value is LOST:
                self._leave_out(source, name)
            else:
                found[name] = value
        return found

    def _list(self, form: Form, source: Seq) -> list[Any]:
        found = [self.value(form, source, number) for number in range(len(source))]
        for number in reversed([n for n, each in enumerate(found) if each is LOST]):
            self.damaged = True
            del found[number], source[number], source.marks[number]
        return found

    def _leave_out(self, source: Map, name: str) -> None:
        self.damaged = True
        source.pop(name, None)
        source.lost.add(name)

    def _unknown(self, source: Map, name: str, keys: Mapping[str, Key]) -> None:
        free = [each for each in keys if each not in source]
        self._note("unknown-key", source.key(name), f"no key '{name}' here", suggest(name, free))
        self.damaged = True  # it may have been another one that was meant
        if meant := nearest(name, free):
            source[meant], source.marks[meant] = source.pop(name), source.marks[name]
        else:
            self._leave_out(source, name)

    def _missing(self, source: Map, name: str, outer: Any, inner: Any) -> Any:
        place = source.place
        if outer is not None:
            place = outer.key(inner) if isinstance(outer, Map) else outer.value(inner)
        if name not in source.lost:  # else it is there, and wrong: told already
            self._note("missing-key", place, f"'{name}' is missing here", f"add '{name}: ...'")
        value = {**MISSING, "flow": Path(source.file).stem}.get(name, LOST)
        if outer is not None or value is LOST:
            return LOST
        self.damaged = True
        source[name], source.marks[name] = value, (source.event, source.event)
        return value

    def _unfit(self, form: Form, box: Any, key: Any) -> Any:
        """A value of another kind: a text without its quotes can be mended."""
        value, hint = box[key], ""
        if bare := form.kind is str and isinstance(value, bool | int | float):
            hint = "put it in quotes"
        elif form.kind not in SHAPES and isinstance(value, str):
            hint = 'to say it, write {say: "..."}' if "Step" in form.kind.__name__ else "write {key: value}"
        elif form.kind is list:
            hint = "begin each with '- '" if isinstance(value, Map) else f"write [{value}]"
        message = f"expected {EXPECTED.get(form.kind, 'a mapping')}, not {_said(value)}"
        self._note("wrong-value", box.value(key), message, hint)
        if not bare:
            return LOST
        box[key] = str(value)
        return self.value(form, box, key)

    def _refuse(self, place: Place, value: Any, allowed: tuple[Any, ...]) -> Any:
        hint = suggest(str(value), ["true" if each is True else str(each) for each in allowed])
        self._note("wrong-value", place, f"{_said(value)} is not allowed here", hint)
        return LOST

    def _note(self, rule: str, place: Place, message: str, hint: str = "") -> None:
        self.problems.append(Problem(rule, place, message, hint))


def _has_shape(kind: Any, value: Any) -> bool:
    return isinstance(value, SHAPES.get(kind, Map)) and (kind is bool or not isinstance(value, bool))


def _suits(form: Form, value: Any) -> bool:
    if form.kind is Union:
        return any(_suits(each, value) for each in form.within)
    if form.kind is Literal:
        return type(value) in map(type, form.within)
    if not _has_shape(form.kind, value):
        return False
    return form.kind is not dict or all(_suits(form.within[1], each) for each in value.values())


def _beyond(form: Form, value: Any) -> tuple[str, str] | None:
    """What limit the value does not keep, and what to do."""
    limits = form.limits
    if limits.pattern and not re.fullmatch(limits.pattern, value):
        return f"{_said(value)} is not allowed here", (limits.extra or {})["hint"]
    if limits.min_length and len(value) < limits.min_length:
        return "this cannot be empty", ""
    if limits.max_length and len(value) > limits.max_length:
        return f"this should have at most {limits.max_length} item", ""
    if limits.ge is not None and value < limits.ge:
        return f"this should be greater than or equal to {limits.ge}", ""
    if limits.le is not None and value > limits.le:
        return f"this should be less than or equal to {limits.le}", ""
    return None


def _said(value: Any) -> str:
    if value is None:
        return "nothing"
    if isinstance(value, Map | Seq):
        return "a mapping" if isinstance(value, Map) else "a list"
    return f"'{str(value).lower() if isinstance(value, bool) else value}'"
