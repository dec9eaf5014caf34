"""Types of expressions: the checker computes with types what the renderer computes with values."""

import re
from collections.abc import Callable, Mapping
from functools import reduce
from typing import Any

from botengine.spec import types
from botengine.spec.expressions import ExpressionError, parse, split
from botengine.spec.filters import FilterKind
from botengine.spec.problems import Problem, nearest, suggest
from botengine.spec.types import Choice, ListOf, Option, Record, Type, fits, kind_of
from botengine.spec.uses import SHOWN, Use

ORDERED = {"number", "integer", "money", "date", "datetime", *types.TEXTUAL}
SINGLE = re.compile(r"(?<!\{)\{ *(\w+)[\w.]* *\}(?!\})")
NUMERIC = {"number", "integer"}


class Examined:
    """A text or expression: tells it the variables that it names and its type, and finds what is wrong."""

    def __init__(self, use: Use, filters: Mapping[str, FilterKind]) -> None:
        self.use, self.filters = use, filters
        self.findings: list[Problem] = []
        self.ordinal = len(use.code)  # which {{ expression }} of a text; so many: all of it
        self.code = use.code
        for single in SINGLE.finditer(use.code) if use.purpose in SHOWN else ():
            if single[1] in use.scope:
                said, hint = "a value stands in two braces, not in one", f"write '{{{single[0]}}}'"
                self._find("wrong-expression", re.escape(single[0]), said, hint)
        sources = self._read(self._parts, use.code) or ()
        for self.ordinal, self.code in enumerate(sources):
            if use.purpose not in SHOWN and "{{" in self.code:
                wanted = "an expression without braces is wanted here"
                self._find("wrong-expression", r"\{\{", wanted, "leave {{ }} out")
            elif tree := self._read(parse, self.code):
                use.type = self._type(tree)
                self._accept(tree, use.type)

    def _parts(self, code: str) -> tuple[str, ...]:
        return split(code).expressions if self.use.purpose in SHOWN else (code,)

    def _read(self, read: Callable[[str], Any], code: str) -> Any:
        """What the code is read as; None if it cannot be."""
        try:
            return read(code)
        except ExpressionError as error:
            self._find("wrong-expression", re.escape(error.word), str(error))
            return None

    def _accept(self, tree: Any, type_: Type | None) -> None:
        """Whether the whole expression has a type that fits its purpose."""
        if type_ is None:
            return
        purpose, want = self.use.purpose, self.use.want
        if purpose in SHOWN and kind_of(type_) == "record":
            self._wrong(_word(tree), f"type {type_.name} cannot be shown", "choose one of its fields")
        elif purpose == "condition" and kind_of(type_) in ("money", "record"):
            hint = f"write '{self.code.strip()} | amount > 0'" if type_ is types.MONEY else ""
            self._wrong(_word(tree), f"{type_.name} is neither true nor false", hint)
        elif purpose == "media" and not (type_ is types.FILE or kind_of(type_) in {*types.TEXTUAL, "choice"}):
            hint = "take an action's File, or a web address"
            self._wrong(_word(tree), f"'{self.code.strip()}' is {type_.name}, and no file", hint)
        elif not fits(want, type_) and want:
            said, hint = f"'{self.code.strip()}' is {type_.name}, but {want.name} is wanted", ""
            if isinstance(want, Choice) and isinstance(type_, Choice):
                hint = suggest(next(iter(type_.options)), want.options)
                said = f"{type_.name} is no value of {want.name}"
            self._wrong(_word(tree), said, hint)

    # -- types of nodes

    def _type(self, node: Any) -> Type | None:
        """The type of a node; None if it is not known, or there is a finding about it."""
        method = getattr(self, f"_{type(node).__name__.lower()}", None)
        if method is None:
            self._all(node)
            return None
        found: Type | None = method(node)
        return found

    def _all(self, node: Any) -> None:
        for child in node.iter_child_nodes():
            self._type(child)

    def _const(self, node: Any) -> Type | None:
        match node.value:
            case bool():
                return types.BOOL
            case int():
                return types.INTEGER
            case float():
                return types.NUMBER
            case str(text):
                return Choice(f"'{text}'", {text: Option()})  # a closed list of one
        return None

    def _name(self, node: Any) -> Type | None:
        scope = self.use.scope
        self.use.names.add(node.name)
        if node.name not in scope:
            alone = self.use.purpose == "value" and self.code.strip() == node.name
            text = f"for the text itself write \"'{node.name}'\""
            hint = text if alone and not nearest(node.name, scope) else suggest(node.name, scope)
            self._find("unknown-variable", _variable(node.name), f"no variable '{node.name}' here", hint)
        return scope.get(node.name)

    def _getattr(self, node: Any) -> Type | None:
        owner = self._type(node.node)
        if owner is None:
            return None
        fields = owner.fields if isinstance(owner, Record) else {}
        if node.attr in fields:
            return None if fields[node.attr] is types.UNKNOWN else fields[node.attr]
        near = nearest(node.attr, fields)
        if owner.name == "user" and not near:
            return types.TEXT  # people have attributes that the flows do not declare
        shown = f"type {owner.name}" if isinstance(owner, Record) else f"{owner.name}: it has no fields, so"
        said = f"no field '{node.attr}' in {shown}" if fields else f"{owner.name} has no field '{node.attr}'"
        self._find("unknown-field", rf"\.\s*({re.escape(node.attr)})\b", said, suggest(node.attr, fields))
        return None

    def _filter(self, node: Any) -> Type | None:
        given = self._type(node.node)
        arguments = [self._type(each) for each in node.args]
        pattern = rf"\|\s*({re.escape(node.name)})\b"
        kind = self.filters.get(node.name)
        if kind is None:
            hint = suggest(node.name, self.filters)
            self._find("unknown-filter", pattern, f"no filter '{node.name}'", hint)
            return None
        least, most = kind.arguments
        if not least <= len(arguments) + len(node.kwargs) <= most:
            wanted = f"{least}" if least == most else f"{least} to {most}"
            self._wrong(pattern, f"filter '{node.name}' takes {wanted} arguments")
        if not kind.takes(given):
            assert given is not None
            self._wrong(pattern, f"filter '{node.name}' does not take {given.name}")
        if not kind.same:
            return kind.gives
        return given if all(fits(given, each) for each in arguments) else None

    def _compare(self, node: Any) -> Type:
        left = self._type(node.expr)
        for operand in node.ops:
            right = self._type(operand.expr)
            if left is not None and right is not None:
                self._comparable(operand.op, left, right)
            left = right
        return types.BOOL

    def _comparable(self, op: str, left: Type, right: Type) -> None:
        if op in ("in", "notin"):
            if isinstance(right, ListOf):
                self._comparable("eq", left, right.element)
            return
        same = fits(left, right) or fits(right, left)
        if isinstance(left, Choice) and isinstance(right, Choice):
            if not left.options.keys() & right.options.keys():
                strange, known = (right, left) if len(right.options) == 1 else (left, right)
                value = next(iter(strange.options))
                said, hint = f"'{value}' is no value of {known.name}", suggest(value, known.options)
                self._wrong(rf"['\"]({re.escape(value)})['\"]", said, hint)
        elif not same:
            hint = "write the amount with '| amount'" if "money" in (left.name, right.name) else ""
            self._wrong("", f"{left.name} and {right.name} cannot be compared", hint)
        elif op not in ("eq", "ne") and not isinstance(left, Choice) and kind_of(left) not in ORDERED:
            self._wrong("", f"{left.name} has no order")

    def _and(self, node: Any) -> Type | None:
        return _common(self._type(node.left), self._type(node.right))

    _or = _and

    def _not(self, node: Any) -> Type:
        self._type(node.node)
        return types.BOOL

    def _test(self, node: Any) -> Type:
        self._type(node.node)
        if node.name not in ("none", "defined"):
            said, hint = f"no test 'is {node.name}'", "there is 'is none'"
            self._find("wrong-expression", _variable(node.name), said, hint)
        return types.BOOL

    def _condexpr(self, node: Any) -> Type | None:
        self._type(node.test)
        yes, no = self._type(node.expr1), self._type(node.expr2) if node.expr2 else None
        return _common(yes, no) if node.expr2 else yes

    def _add(self, node: Any) -> Type | None:
        left, right = self._type(node.left), self._type(node.right)
        kinds = {kind_of(each) for each in (left, right) if each}
        if kinds <= NUMERIC:
            return types.NUMBER
        if kinds <= {*types.TEXTUAL, "choice"}:
            return types.TEXT
        if kinds == {"money"}:
            return types.MONEY
        self._wrong("", f"{' and '.join(sorted(kinds))} cannot be added", "join texts with ~")
        return None

    def _mul(self, node: Any) -> Type | None:
        operands = [self._type(each) for each in node.iter_child_nodes()]
        if bad := next((each for each in operands if each and kind_of(each) not in NUMERIC), None):
            self._wrong("", f"one cannot calculate with {bad.name}")
        return types.NUMBER

    _sub = _div = _floordiv = _mod = _pow = _neg = _pos = _mul

    def _concat(self, node: Any) -> Type:
        self._all(node)
        return types.TEXT

    def _list(self, node: Any) -> Type | None:
        kinds = [self._type(each) for each in node.items]
        if kinds and all(isinstance(each, Choice) for each in kinds):
            values = {n: o for each in kinds if isinstance(each, Choice) for n, o in each.options.items()}
            return ListOf(Choice(", ".join(values), values))
        element = reduce(_common, kinds) if kinds else None
        return ListOf(element) if element else None

    _tuple = _list

    def _wrong(self, pattern: str, message: str, hint: str = "") -> None:
        self._find("wrong-type", pattern, message, hint)

    def _find(self, rule: str, pattern: str, message: str, hint: str = "") -> None:
        place = self.use.pinpoint(pattern, self.code, self.ordinal)
        self.findings.append(Problem(rule, place, message, hint))


def _variable(name: str) -> str:
    """Pattern of a name that is neither a field nor a filter."""
    return rf"(?<![\w.|'\"])({re.escape(name)})\b"


def _word(tree: Any) -> str:
    """Pattern of the first name of an expression."""
    names = [tree.name] if type(tree).__name__ == "Name" else []
    return _variable(names[0]) if names else ""


def _common(one: Type | None, other: Type | None) -> Type | None:
    """The type of either of two values, if it can be told."""
    if one is None or other is None:
        return None
    return one if fits(one, other) else other if fits(other, one) else None
