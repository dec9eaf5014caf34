"""JSON Schema (draft 7) of one bot's files, for editors: the model's keys, the bot's own names as choices."""

from __future__ import annotations

import ast
import inspect
from collections.abc import Iterator, Mapping, Sequence
from itertools import combinations, pairwise
from types import NoneType
from typing import Any, Literal, Union

from botengine.spec.blocks import Block, Form, Key
from botengine.spec.front import Front, OptionBlock
from botengine.spec.model import MOVES, FlowFile
from botengine.spec.signatures import Signature
from botengine.spec.types import BUILT_IN

DRAFT = "http://json-schema.org/draft-07/schema#"
STYLES = {
    "plain": "An ordinary button.",
    "primary": "What most people want here: it stands out.",
    "danger": "Takes something away: it warns.",
    "quiet": "Navigation: it steps back behind the others.",
    "row": "A row of a list: its text begins at the left.",
}
KEYS = {  # key of any block -> of which names its text is one
    "go": "screens", "start": "screens", "call": "flows", "do": "actions", "list": "actions",
    "load": "actions", "type": "types", "takes": "types", "data": "types", "role": "roles", "roles": "roles",
}  # fmt: skip

TYPES = {str: "string", bool: "boolean", int: "integer", float: "number", NoneType: "null"}

Names = Mapping[str, str]  # name -> what an editor says about it
Schema = dict[str, Any]


def schemas(
    front: Front | None, flows: Sequence[FlowFile], actions: Mapping[str, Signature], about: Names
) -> dict[str, Schema]:
    """The schemas `bot` (of flows.yaml) and `flow` (of each file in flows/).

    `about`: what plug-ins say about their actions. Works also while the bot has errors: what cannot be
    read offers no names.
    """
    full = {f"{flow.flow}.{name}": text for flow in flows for name, text in _screens(flow)}
    short = {name: f"{flow.flow}.{name}: {text}" for flow in flows for name, text in _screens(flow)}
    names: dict[str, Names] = {
        "screens": full,
        "flows": {flow.flow: f"Flow of {flow.at.file}" for flow in flows},
        "actions": {name: f"{told(each)}\n\n{about.get(name, '')}".strip() for name, each in actions.items()},
        "types": {**dict.fromkeys(BUILT_IN, "built-in type"), **(_types(front) if front else {})},
        "roles": {role: f"may run {', '.join(may)}" for role, may in (front.roles if front else {}).items()},
    }
    bot = _schema(Front, names, actions)
    _choose(bot["properties"]["types"]["additionalProperties"]["anyOf"][1], names["types"])  # the records
    return {"bot": bot, "flow": _schema(FlowFile, {**names, "screens": {**short, **full}}, actions)}


def told(action: Signature) -> str:
    """An action in a line: what it takes, how it can end, what it answers."""
    takes = [
        f"{name}{'' if each.required else '?'}: {each.type.name if each.type else 'anything'}"
        for name, each in action.parameters.items()
    ]
    answer = f" -> {'pages of ' if action.pages else ''}{action.returns.name}" if action.returns else ""
    return (
        f"{action.name}({', '.join(takes)}){answer}; {' | '.join(action.outcomes)}; effect: {action.effect}"
    )


def _screens(flow: FlowFile) -> Iterator[tuple[str, str]]:
    for name, screen in flow.screens.items():
        yield name, (screen.text or "").partition("\n")[0] or "a screen without a text of its own"


def _types(front: Front) -> Names:
    def listed(spec: Any) -> str:
        chosen = isinstance(spec, list) or any(
            each is None or isinstance(each, OptionBlock) for each in spec.values()
        )
        return f"{'closed list' if chosen else 'record'}: {', '.join(spec)}"

    return {name: listed(spec) for name, spec in front.types.items()}


def _schema(model: type[Block], names: Mapping[str, Names], actions: Mapping[str, Signature]) -> Schema:
    """The model as draft 7 has it, with the names and the actions' rules put in."""
    made = _file(model)
    for name, block in {model.__name__: made, **made["definitions"]}.items():
        properties = block.get("properties", {})
        for key in properties.keys() & KEYS.keys() - ({"roles"} if name == "Front" else set()):
            _choose(properties[key], names[KEYS[key]])
        if "style" in properties:
            properties["style"]["enumDescriptions"] = list(STYLES.values())
        rules: list[Schema] = [
            {"not": {"required": list(pair)}} for pair in combinations(MOVES, 2) if "go" in properties
        ]
        for key in [each for each in ("do", "list") if each in properties and actions]:
            rules.append({"$ref": f"#/definitions/{key} of {name}"})
            made["definitions"][f"{key} of {name}"] = _rules(key, properties, actions)
        block["allOf"] = rules or [{}]
    return {"$schema": DRAFT, **made}


def _rules(key: str, properties: Schema, actions: Mapping[str, Signature]) -> Schema:
    """What stands beside an action: its arguments in `with`, its outcomes in `then`."""
    found = []
    for name, each in actions.items():
        beside: Schema = {"with": {"propertyNames": {"enum": list(each.parameters)}}}
        if not each.parameters:
            beside = {"with": {"maxProperties": 0}}
        if key == "do" and "then" in properties:
            step = properties["then"]["additionalProperties"]
            outcomes = dict.fromkeys((*each.outcomes, "failed"), step)
            beside["then"] = {"properties": outcomes, "additionalProperties": False}
        alone: Schema = {"not": {"required": ["list"]}} if key == "do" else {}
        when = {"properties": {key: {"const": name}}, "required": [key], **alone}
        found.append({"if": when, "then": {"properties": beside}})
    return {"allOf": found}


def _file(block: type[Block]) -> Schema:
    """The schema of a file that is such a block."""
    definitions: Schema = {}
    return {**_block(block, definitions), "definitions": definitions}


def _block(block: type[Any], definitions: Schema) -> Schema:
    keys, told = block.keys(), meanings(block)
    return {
        "type": "object",
        "description": inspect.cleandoc(block.__doc__ or ""),
        "properties": {name: _key(key, told[name], definitions) for name, key in keys.items()},
        "required": [name for name, key in keys.items() if key.required],
        "additionalProperties": False,
        "dependencies": {name: _beside(block, name) for name, _ in block.wanting()},
    }


def _beside(block: type[Any], key: str) -> list[str] | Schema:
    """What must stand beside a key that means nothing alone; of several that will do, one."""
    needs = [others for name, others in block.wanting() if name == key]
    if all(len(others) == 1 for others in needs):
        return [others[0] for others in needs]
    return {"allOf": [{"anyOf": [{"required": [each]} for each in others]} for others in needs]}


def _key(key: Key, told: str, definitions: Schema) -> Schema:
    node = _node(key.form, definitions)
    whole = {"allOf": [node]} if "$ref" in node else node  # draft 7 reads nothing beside a reference
    return {**whole, "description": told}


def _node(form: Form, definitions: Schema) -> Schema:
    """A form in the words of JSON Schema; blocks stand among the definitions."""
    if form.kind is Union:
        return {"anyOf": [_node(each, definitions) for each in form.within], **_limits(form)}
    if form.kind is Literal:
        return {"const": form.within[0]} if len(form.within) == 1 else {"enum": list(form.within)}
    if form.kind is list:
        return {"type": "array", "items": _node(form.within[0], definitions), **_limits(form)}
    if form.kind is dict:
        names, values = (_node(each, definitions) for each in form.within)
        known = {"propertyNames": names} if "enum" in names else {}
        return {"type": "object", "additionalProperties": values, **known, **_limits(form)}
    if form.kind in TYPES:
        return {"type": TYPES[form.kind], **_limits(form)}
    name = form.kind.__name__
    if name not in definitions:
        definitions[name] = {}  # a block may contain itself
        definitions[name] = _block(form.kind, definitions)
    return {"$ref": f"#/definitions/{name}"}


def _limits(form: Form) -> Schema:
    limits, size = form.limits, {list: "Items", dict: "Properties"}.get(form.kind, "Length")
    said = {
        "description": limits.description, "pattern": limits.pattern and f"^{limits.pattern}$",
        "minimum": limits.ge, "maximum": limits.le,
        f"min{size}": limits.min_length, f"max{size}": limits.max_length,
    }  # fmt: skip
    return {word: value for word, value in said.items() if value is not None}


def meanings(block: type[Block]) -> dict[str, str]:
    """What the text below each key says of it."""
    found: dict[str, str] = {}
    for each in reversed(block.__mro__[:-2]):
        (written,) = ast.parse(inspect.getsource(each)).body
        assert isinstance(written, ast.ClassDef)
        for key, text in pairwise(written.body):
            if isinstance(key, ast.AnnAssign) and isinstance(text, ast.Expr):
                found[ast.unparse(key.target).rstrip("_")] = ast.literal_eval(text.value)
    return found


def _choose(node: Any, names: Names) -> None:
    """Every plain text within becomes one of the names."""
    if isinstance(node, list):
        for each in node:
            _choose(each, names)
    elif isinstance(node, dict):
        if node.get("type") == "string" and "const" not in node and names:
            node |= {"enum": list(names), "enumDescriptions": list(names.values())}
        for key in {"anyOf", "items", "additionalProperties"} & node.keys():
            _choose(node[key], names)
