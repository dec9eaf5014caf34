"""What a block of YAML may hold: keys, the forms of their values, and which of them need others."""

import types
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import Annotated, Any, ClassVar, Literal, Union, get_args, get_origin, get_type_hints

from msgspec import Meta

from botengine.spec.source import Map


@dataclass(frozen=True)
class Form:
    """What a value must be. `kind`: a Block, a Python type, Literal (one of `within`) or Union (of forms)."""

    kind: Any
    within: tuple[Any, ...] = ()
    limits: Meta = Meta()  # noqa: RUF009 - a constant


@dataclass(frozen=True)
class Key:
    """A key of a block: the attribute that holds its value, and the value's form."""

    attribute: str
    form: Form
    required: bool


def form_of(hint: Any) -> Form:
    """An annotation as a form."""
    kind, inner = get_origin(hint) or hint, get_args(hint)
    if kind is Annotated:
        return replace(form_of(inner[0]), limits=inner[1])
    if kind is Literal:
        return Form(kind, inner)
    return Form(Union if kind is types.UnionType else kind, tuple(form_of(each) for each in inner))


class Block:
    """A mapping with known keys. `at`: the YAML that tells where each of them stands, empty for none.

    `needs`: keys that mean nothing without one of some others.
    """

    at: Map
    needs: ClassVar[Mapping[str, str]] = {}

    def __init__(self) -> None:
        self.at = Map()

    @classmethod
    @cache
    def keys(cls) -> Mapping[str, Key]:
        """The keys as they are written: `with` is kept as `with_`."""
        hints = get_type_hints(cls, include_extras=True)
        del hints["at"], hints["needs"]
        return {n.rstrip("_"): Key(n, form_of(hint), not hasattr(cls, n)) for n, hint in hints.items()}

    @classmethod
    @cache
    def wanting(cls) -> Sequence[tuple[str, Sequence[str]]]:
        """The keys of `needs`, each with those of which it needs one; what the class itself says is first."""
        said = [each for part in cls.__mro__ for each in vars(part).get("needs", {}).items()]
        return [(name, others.split()) for name, others in said]
