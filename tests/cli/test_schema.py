"""`botengine schema`: what an editor accepts and what the loader accepts are the same."""

from __future__ import annotations

import json
import shutil
from copy import deepcopy
from itertools import islice
from pathlib import Path

import jsonschema
import pytest
from click.testing import CliRunner

from botengine.cli.json_schema import schemas
from botengine.cli.schema import command, schemas_of
from botengine.engine.loading import GIVEN
from botengine.engine.registry import discover
from botengine.spec.load import load_bot
from botengine.spec.model import FlowFile
from botengine.spec.signatures import Signature
from botengine.spec.source import read
from botengine.spec.structure import Fitted

ROOT = Path(__file__).resolve().parents[2]
FILES = ["flows.yaml", *sorted(file.relative_to(ROOT).as_posix() for file in (ROOT / "flows").glob("*.yaml"))]
SCHEMAS = schemas_of(ROOT)
EXAMPLES = sorted(file.parent for file in (ROOT / "examples").glob("*/flows.yaml"))
EXAMPLES.append(ROOT / "tests" / "testing" / "everything")  # every part of the language
STRUCTURE = {"unknown-key", "missing-key", "wrong-value", "unknown-action", "unknown-flow", "unknown-type",
             "unknown-outcome", "several-moves"}  # fmt: skip
NAMED = ("do", "go", "call", "list", "start", "load", "takes", "data", "roles", "types", "then", "people")
RARE = """
flow: rare
takes: {many: [text]}
screens:
  one:
    ask: many
    check: {type: text, tries: 3, then: cancel, min: 1.5, otherwise: no}
    load: {x: {do: a.b, with: {}}}
    missing: {back: true}
    do: a.b
    then: {failed: {return: many}, no: {say: no, go: rare.one}}
  two:
    switch: x
    cases: {yes: , no: {buttons: [{text: a, id: a, columns: 6, url: "https://example.test", when: true}]}}
    buttons: [{text: b, call: rare, with: {many: 1}, keep: many, set: {many: null}, confirm: c, style: quiet}]
"""


def plain(node):
    """YAML values as JSON has them."""
    return json.loads(json.dumps(node))


def content(file: str):
    return plain(read((ROOT / file).read_bytes(), file).root)


DECLARATIONS = {  # without these, other lines are wrong; a schema learns that when it is made anew
    f"{change}: {name}"
    for change in ("removed", "misspelt key")
    for name in ("actions", *(f"types.{each}" for each in content("flows.yaml")["types"]))
}


def complaints(file: str, root) -> list[str]:
    schema = SCHEMAS["bot" if file == "flows.yaml" else "flow"]
    return [each.message for each in jsonschema.Draft7Validator(schema).iter_errors(root)]


def problems(folder: Path, file: str, root) -> list[str]:
    """What the loader says of the shipped bot with this file in place of its own (JSON is YAML)."""
    (folder / file).write_text(json.dumps(root, ensure_ascii=False), encoding="utf-8")
    given = dict.fromkeys(GIVEN)
    loaded = load_bot(folder, lambda packages: discover(packages, ROOT, given).signatures)
    return [each.rule for each in loaded.problems if each.severity == "error" and each.place.file == file]


@pytest.fixture(scope="module")
def bot(tmp_path_factory):
    folder = tmp_path_factory.mktemp("bot")
    shutil.copytree(ROOT / "flows", folder / "flows")
    shutil.copy(ROOT / "flows.yaml", folder)
    return folder


def mappings(node, path=()):
    """Every mapping of a file with its path."""
    if isinstance(node, dict):
        yield path
    for key, value in node.items() if isinstance(node, dict) else enumerate(node):
        if isinstance(value, dict | list):
            yield from mappings(value, (*path, key))


def at(root, path):
    for key in path:
        root = root[key]
    return root


def mutants(root):
    """Copies with one key misspelt, one key removed, one value of another kind, one name misspelt."""
    for path in mappings(root):
        for key, value in at(root, path).items():
            yield from changed(root, path, key, value)


def changed(root, path, key, value):
    for change in ("misspelt key", "removed", "other kind", "misspelt name"):
        copy = deepcopy(root)
        place = at(copy, path)
        if change == "misspelt key":
            place[f"{key}x"] = place.pop(key)
        elif change == "removed":
            del place[key]
        elif change == "other kind":
            place[key] = [1.5] if not isinstance(value, list) else "text"
        elif isinstance(value, str) and (key in NAMED or set(path) & {"load", "data", "takes"}):
            place[key] = f"{value}x"
        else:
            continue
        yield f"{change}: {'.'.join(map(str, (*path, key)))}", copy


@pytest.mark.parametrize("file", FILES)
def test_the_shipped_files_fit_their_schema(file):
    assert complaints(file, content(file)) == []


def test_the_rarer_keys_fit_too():
    document = read(RARE.encode(), "flows/rare.yaml")
    flow = Fitted(FlowFile, document).model
    schema = schemas(None, [flow], {"a.b": Signature("a.b", outcomes=("ok", "no"))}, {})["flow"]
    found = [each.message for each in jsonschema.Draft7Validator(schema).iter_errors(plain(document.root))]
    assert found == []


@pytest.mark.parametrize(
    ("screen", "fits"),
    [
        ("{say: Hello}", False),
        ("{ask: name, say: Hello}", True),
        ("{ask: name, with: {name: name}}", False),
        ("{ask: name, with: {name: name}, go: one}", True),
        ("{ask: name, check: {then: cancel}}", False),
        ("{buttons: [{text: Go, go: one, otherwise: Late}]}", False),
        ("{buttons: [{text: Go, go: one, when: name, otherwise: Late}]}", True),
    ],
)
def test_the_editor_knows_which_keys_need_others(screen, fits):
    root = plain(read(f"{{flow: new, screens: {{one: {screen}}}}}".encode(), "f.yaml").root)
    schema = schemas(None, [], {}, {})["flow"]
    assert jsonschema.Draft7Validator(schema).is_valid(root) is fits


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda each: each.name)
def test_the_examples_fit_their_schemas(example):
    made = schemas_of(example)
    for file in [example / "flows.yaml", *(example / "flows").glob("*.yaml")]:
        schema = made["bot" if file.parent == example else "flow"]
        found = jsonschema.Draft7Validator(schema).iter_errors(plain(read(file.read_bytes(), file.name).root))
        assert [each.message for each in found] == []


@pytest.mark.parametrize("name", SCHEMAS)
def test_a_schema_is_one_of_draft_7(name):
    jsonschema.Draft7Validator.check_schema(SCHEMAS[name])


@pytest.mark.parametrize("file", FILES)
@pytest.mark.parametrize("stride", [60, pytest.param(1, marks=pytest.mark.gate)], ids=["few", "all"])
def test_editor_and_loader_agree_about_mutants(file, stride, bot):
    """The editor refuses nothing the loader takes, and sees all that is wrong with structure and names.
    Every sixtieth mutant in the ordinary tests, all of them in the gate."""
    seen, harsh, blind = 0, [], []
    for name, root in islice(mutants(content(file)), 0, None, stride):
        rules = problems(bot, file, root)
        refused = complaints(file, root)
        seen += bool(refused)
        harsh += [name] if refused and not rules else []
        blind += [name] if STRUCTURE & set(rules) and not refused and name not in DECLARATIONS else []
    (bot / file).write_bytes((ROOT / file).read_bytes())
    assert seen > (20 if stride == 1 else 0)
    assert (harsh, blind) == ([], [])


def test_a_bot_with_errors_has_a_schema(bot):
    (bot / "flows" / "new.yaml").write_text("flow: new\nscreens: {first: {txt: hello, go: nowhere}}")
    made = schemas_of(bot)
    (bot / "flows" / "new.yaml").unlink()
    assert "first" in json.dumps(made["flow"]["definitions"]["StepBlock"]["properties"]["go"])


def test_actions_come_with_what_they_take_and_their_docstrings():
    actions = SCHEMAS["flow"]["definitions"]["StepBlock"]["properties"]["do"]["anyOf"][0]
    told = dict(zip(actions["enum"], actions["enumDescriptions"], strict=True))["orders.mark_paid"]
    assert told.startswith("orders.mark_paid(number: text); ok | already_paid | refused; effect: key")


def test_write_puts_both_where_the_flows_look_for_them(bot):
    answer = CliRunner().invoke(command, [str(bot), "--write"])
    assert answer.exit_code == 0, answer.output
    for file in FILES:
        line = (ROOT / file).read_text().partition("\n")[0]
        target = (bot / file).parent / line.partition("$schema=")[2]
        assert json.loads(target.read_text())["$schema"].endswith("draft-07/schema#"), line
