"""What no source may use: ways to run, load or build what somebody else has written."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from tests.generated import ROOT
from tests.house import imports, named, parse, sources

MODULES = {"subprocess", "pickle", "marshal", "shelve", "code", "codeop", "xml", "xmlrpc"}
CALLS = {"eval", "exec", "compile", "__import__", "os.system", "os.popen", "yaml.load", "yaml.unsafe_load"}
FILES = sources(ROOT, "botengine", "actions")
REVIEWED = {  # what stands in braces there comes from the source itself, never from a person
    "actions/shop/demo.py": {"name", "marks"},
    "botengine/store/forgetting.py": {"table", "column"},
    "botengine/store/insight.py": {"CHATS + some", "CHATS + some + LAST_FIRST"},
    "botengine/store/leases.py": {"READY.format(without=unwanted)"},  # question marks
    "botengine/store/reading.py": {"person"},
    "botengine/store/requests.py": {"REQUESTS + more"},
    "botengine/store/upkeep.py": {"OLD.format(table=table, old=old)"},
}


def test_nothing_runs_commands_or_loads_objects():
    found = set()
    for file in FILES:
        modules = {target.partition(".")[0] for target in imports(ROOT, file)}
        calls = {ast.unparse(node.func) for node in called(file)}
        found |= {(named(ROOT, file), name) for name in modules & MODULES | calls & CALLS}
    assert found == {("botengine/cli/test.py", "xml")}  # it writes a report, and reads none


def test_no_statement_for_the_database_is_made_of_values():
    """Constants (in capitals) may stand in an f-string; ruff's S608 asks for a reason at each of them."""
    for file in FILES:
        known = REVIEWED.get(named(ROOT, file), set())
        built = {name for call in statements(file) for name in pieces(call)}
        assert {name for name in built if not name.rpartition(".")[2].isupper()} <= known, named(ROOT, file)


def called(file) -> Iterator[ast.Call]:
    return (node for node in ast.walk(parse(file)) if isinstance(node, ast.Call))


def statements(file) -> Iterator[ast.expr]:
    for node in called(file):
        where, _, name = ast.unparse(node.func).rpartition(".")
        if (where == "tx" or name in {"execute", "executemany", "executescript", "query"}) and node.args:
            yield node.args[0]


def pieces(statement: ast.expr) -> Iterator[str]:
    for part in ast.walk(statement):
        if isinstance(part, ast.FormattedValue):
            yield ast.unparse(part.value)
        if isinstance(part, ast.Call | ast.BinOp):  # .format(...), "..." + name
            yield ast.unparse(part)
