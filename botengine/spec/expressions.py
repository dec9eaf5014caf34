"""Expressions in texts, conditions and arguments: parsed once, run in a sandbox. The door to Jinja2.

Only `{{ expressions }}` exist: no blocks, no calls, no item access, attributes are fields of records. A text
is never a Jinja template: its expressions are computed, its literal parts are not looked at again.
"""

import re
from collections.abc import Callable, Mapping
from functools import lru_cache
from types import CodeType
from typing import Any, NamedTuple

from jinja2 import StrictUndefined, TemplateSyntaxError, Undefined, UndefinedError, nodes
from jinja2.environment import Template
from jinja2.parser import Parser
from jinja2.sandbox import ImmutableSandboxedEnvironment

from botengine.errors import BotengineError
from botengine.values import User

MAX_SOURCE = 2_000  # characters of one expression
MAX_NUMBER = 10**15  # operands of * and **: numbers beyond are no amounts but attacks
MAX_POWER = 64
ALLOWED = {
    "Name", "Const", "Getattr", "Filter", "Test", "Compare", "Operand", "And", "Or", "Not", "CondExpr",
    "Add", "Sub", "Mul", "Div", "FloorDiv", "Mod", "Pow", "Neg", "Pos", "Concat", "List", "Tuple",
}  # fmt: skip
REFUSED = {
    "Call": "nothing can be called in an expression",
    "Getitem": "there is no item access in expressions; write record.field",
}
_INNER = re.compile(r"\{\{(.*?)\}\}", re.DOTALL)
_SLIP = re.compile(r"""(?<![=!<>])=(?![=])|&&|\|\||<>|\b(?:und|oder|nicht)\b""")
_MEANT = {"=": "==", "&&": "and", "||": "or", "<>": "!=", "und": "and", "oder": "or", "nicht": "not"}
_RESULT = "_values"  # no variable of a flow can begin with _


class ExpressionError(BotengineError):
    """An expression cannot be read or computed. `word` is the part of it that is to blame, if known."""

    def __init__(self, message: str, word: str = "") -> None:
        super().__init__(message)
        self.word = word


class Pieces(NamedTuple):
    """A text taken apart: `literals[0] expressions[0] literals[1] ... literals[-1]`."""

    literals: tuple[str, ...]
    expressions: tuple[str, ...]


@lru_cache(8192)
def split(text: str) -> Pieces:
    """The literal parts and the expressions of a text. ExpressionError for blocks and open braces."""
    if "{" not in text:
        return Pieces((text,), ())
    parts = _INNER.split(text)
    literals, expressions = tuple(parts[::2]), tuple(parts[1::2])
    for literal in literals:
        if "{%" in literal or "{#" in literal:
            raise ExpressionError("texts have no blocks or comments, only {{ expressions }}", "{%")
        if "{{" in literal:
            raise ExpressionError("'{{' is never closed by '}}'", "{{")
    return Pieces(literals, expressions)


def joined(text: str) -> str:
    """A text as one expression that joins its parts; one that cannot be read stands for itself."""
    try:
        pieces = split(text)
    except ExpressionError:
        return repr(text)
    inner = zip(pieces.expressions, pieces.literals[1:], strict=True)
    return repr(pieces.literals[0]) + "".join(f" ~ ({code}) ~ {rest!r}" for code, rest in inner)


def literal_length(text: str) -> int:
    """Characters of a text without its expressions; 0 if it cannot be read."""
    try:
        return sum(map(len, split(text).literals))
    except ExpressionError:
        return 0


class _Environment(ImmutableSandboxedEnvironment):
    """Fields of values only; no calls; no operator that makes big things of small ones."""

    intercepted_binops = frozenset({"*", "**", "%"})

    def getattr(self, obj: Any, attribute: str) -> Any:
        if isinstance(obj, Mapping) and attribute in obj:
            return obj[attribute]
        if obj is None:
            return None  # fields of an empty record are empty
        if isinstance(obj, User):
            return getattr(obj, attribute) if attribute in USER_FIELDS else obj.attributes.get(attribute)
        if isinstance(obj, Undefined):
            return obj
        return self.undefined(obj=obj, name=attribute)

    def getitem(self, obj: Any, argument: Any) -> Any:
        return self.undefined(obj=obj, name=str(argument))

    def is_safe_callable(self, obj: Any) -> bool:  # noqa: ARG002 - Jinja's signature
        return False

    def call_binop(self, context: Any, operator: str, left: Any, right: Any) -> Any:
        small = all(not isinstance(n, int | float) or abs(n) <= MAX_NUMBER for n in (left, right))
        if isinstance(left, str | tuple | list) or isinstance(right, str | tuple | list) or not small:
            raise ExpressionError(f"'{operator}' is for numbers of a usual size only", operator)
        if operator == "**" and right > MAX_POWER:
            raise ExpressionError(f"the power is above {MAX_POWER}", operator)
        return super().call_binop(context, operator, left, right)


USER_FIELDS = ("id", "name", "role", "email", "language")
_READER = _Environment()


def _slip(source: str) -> ExpressionError | None:
    """An operator of other languages, and what it is here."""
    slip = _SLIP.search(source)
    return slip and ExpressionError(f"'{slip[0]}' is no operator here; write '{_MEANT[slip[0]]}'", slip[0])


@lru_cache(8192)
def parse(source: str) -> Any:
    """The syntax tree of an expression. ExpressionError if it is none, or uses what is not allowed."""
    if len(source) > MAX_SOURCE:
        raise ExpressionError(f"an expression longer than {MAX_SOURCE} characters")
    if not source.strip():
        raise ExpressionError("an expression is missing here")
    try:
        parser = Parser(_READER, source, state="variable")
        tree = parser.parse_expression()
        if not parser.stream.eos:
            word = str(parser.stream.current.value)
            raise _slip(source) or ExpressionError(f"'{word}' is not expected here", word)
    except TemplateSyntaxError as error:
        said = str(error.message).replace(" of template", "")
        raise _slip(source) or ExpressionError(f"not an expression: {said}") from error
    except RecursionError:
        raise ExpressionError("an expression nested too deeply") from None
    for node in (tree, *tree.find_all(nodes.Node)):
        _demand_allowed(node)
    return tree


def _demand_allowed(node: nodes.Node) -> None:
    kind = type(node).__name__
    if kind not in ALLOWED:
        word = node.node.name if isinstance(node, nodes.Call) and isinstance(node.node, nodes.Name) else ""
        raise ExpressionError(REFUSED.get(kind, f"expressions have no {kind.lower()}"), word)
    variable = node.name if isinstance(node, nodes.Name) else ""
    name = str(getattr(node, "attr", "") or variable)
    if name.startswith("_") or name == "self":  # Jinja's own name for the template
        raise ExpressionError("this name cannot be used", name)


class Evaluator:
    """Computes expressions with the filters of one language; the machine code is shared with the others."""

    def __init__(
        self, filters: Mapping[str, Callable[..., Any]], codes: dict[tuple[str, ...], CodeType]
    ) -> None:
        self._environment = _Environment(undefined=StrictUndefined, optimized=False)
        self._environment.globals.clear()
        self._environment.filters = dict(filters)
        self._environment.tests = {name: self._environment.tests[name] for name in ("none", "defined")}
        self._codes = codes
        self._templates: dict[tuple[str, ...], Template] = {}

    def compute(self, sources: tuple[str, ...], variables: Mapping[str, Any]) -> tuple[Any, ...]:
        """The values of the expressions. ExpressionError if one cannot be read or computed."""
        template = self._templates.get(sources)
        if template is None:
            code = self._codes.get(sources) or self._compile(sources)
            self._codes[sources] = code
            template = self._templates[sources] = Template.from_code(self._environment, code, {})
        try:
            context = template.new_context(variables, shared=True)  # type: ignore[arg-type]
            for _ in template.root_render_func(context):
                pass
            values: tuple[Any, ...] = context.vars[_RESULT]
            for value in values:
                if isinstance(value, Undefined):
                    str(value)  # raises UndefinedError with the name
        except UndefinedError as error:
            raise ExpressionError(str(error.message)) from error
        except ExpressionError:
            raise
        except Exception as error:  # whatever a filter or operator may raise
            raise ExpressionError(f"{type(error).__name__}: {error}") from error
        return values

    def _compile(self, sources: tuple[str, ...]) -> CodeType:
        trees = [parse(source) for source in sources]
        assign = nodes.Assign(nodes.Name(_RESULT, "store"), nodes.Tuple(trees, "load"), lineno=1)
        try:
            return self._environment.compile(nodes.Template([assign], lineno=1))
        except TemplateSyntaxError as error:
            raise ExpressionError(str(error.message)) from error
