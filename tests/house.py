"""The rules of the house: floors, doors, sizes, first lines, names; read from the sources with `ast`.

A rule takes the root of a tree and yields sentences; no sentence means that all is well.
"""

from __future__ import annotations

import ast
import io
import re
import subprocess
import sys
import tokenize
from collections.abc import Iterator
from pathlib import Path

MAX_FILE, MAX_FUNCTION, MAX_ENGINE, MAX_PAGES, MAX_PUBLIC = 300, 50, 9196, 2500, 15

FLOORS = (
    {"errors", "values", "events", "messages", "clock", "settings", "log", "metrics"},
    {"spec"},
    {"engine", "drawing"},
    {"runtime"},
    {"store", "viber", "web", "emulator"},
    {"app", "server"},
    {"testing", "demo"},
    {"dev"},
    {"cli"},
    {"__main__"},
)
TOOLS = {"emulator", "testing", "cli", "demo.py", "dev.py"}  # for makers of bots; no running bot loads them
PAGES = {"web", "drawing"}  # a surface beside the chat, with a ceiling of its own
EMPTY = {
    tokenize.COMMENT, tokenize.NL, tokenize.NEWLINE, tokenize.INDENT, tokenize.DEDENT, tokenize.ENDMARKER,
}  # fmt: skip
LONERS = {"emulator"}  # uses nothing but the ground floor: a second opinion, not an echo of our client
PURE = {"spec", "engine"}
UNCLEAN = {
    "socket",
    "ssl",
    "http",
    "sqlite3",
    "sqlite_utils",
    "requests",
    "urllib.request",
    "smtplib",
    "subprocess",
}
EVERYWHERE = {"msgspec"}  # value types, on every floor
DOORS = {  # foreign library: where it may be imported; a folder ends with a slash
    "argon2": ("botengine/web/",),
    "babel": ("botengine/spec/", "botengine/cli/i18n.py", "botengine/web/", "actions/"),
    "click": ("botengine/cli/",),
    "cryptography": ("botengine/web/", "botengine/store/"),
    "email_validator": ("actions/shop/",),
    "jinja2": ("botengine/spec/expressions.py", "botengine/web/"),
    "markupsafe": ("botengine/spec/expressions.py", "botengine/web/"),
    "prometheus_client": ("botengine/metrics.py",),
    "psycopg": ("botengine/store/",),
    "pytest": ("botengine/testing/",),
    "reportlab": ("actions/shop/tickets.py",),
    "requests": ("botengine/viber/client.py", "actions/shop/pretix.py"),
    "segno": ("botengine/web/", "actions/shop/tickets.py"),
    "sqlite_utils": ("botengine/store/", "botengine/testing/store.py", "actions/shop/"),
    "starlette": ("botengine/app.py", "botengine/viber/webhook.py", "botengine/web/", "botengine/emulator/"),
    "transitions": ("botengine/engine/machine.py",),
    "uvicorn": ("botengine/server.py", "botengine/emulator/server.py"),
    "urllib3": ("botengine/viber/client.py",),  # the part of requests that reads answers has its own errors
    "vl_convert": ("actions/",),
    "yaml": ("botengine/spec/source.py",),
}
VAGUE = {"utils", "helpers", "common", "misc", "base", "core", "manager", "handlers"}
MACHINE = ["/wo" + "rk/", "/ro" + "ot/", "/tm" + "p/"]  # in two pieces, so as not to find itself
HOSTS = ["pypi" + ".org", "python" + "hosted.org", "npm" + "js.org", "golang" + ".org", "deb.deb" + "ian.org"]


def sources(root: Path, *folders: str) -> list[Path]:
    return sorted(file for folder in folders for file in (root / folder).rglob("*.py"))


def named(root: Path, file: Path) -> str:
    return file.relative_to(root).as_posix()


def parse(file: Path) -> ast.Module:
    return ast.parse(file.read_text(encoding="utf-8"), str(file))


def imports(root: Path, file: Path, *, types: bool = True) -> Iterator[str]:
    """Dotted names of all that a file imports, wherever it does (without `types`: but for type checkers):
    `from botengine import clock` is `botengine.clock`, `from botengine import action` is `botengine`."""
    tree = parse(file)
    for node in ast.walk(tree):
        if isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING" and not types:
            node.body = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            whole = "." * node.level + (node.module or "")
            for alias in node.names:
                inner = root / whole.replace(".", "/") / alias.name
                yield (
                    f"{whole}.{alias.name}" if inner.is_dir() or inner.with_suffix(".py").exists() else whole
                )


def room(dotted: str) -> str:
    """`botengine.spec.source` lives in the room `spec`."""
    return dotted.removeprefix("botengine").lstrip(".").partition(".")[0]


def floor(name: str) -> int | None:
    return next((number for number, rooms in enumerate(FLOORS) if name in rooms), None)


def floors(root: Path) -> Iterator[str]:
    for file in sources(root, "botengine"):
        mine = room(
            "botengine." + file.relative_to(root / "botengine").with_suffix("").as_posix().replace("/", ".")
        )
        if mine == "__init__":
            continue
        if floor(mine) is None:
            yield f"{named(root, file)}: '{mine}' is on no floor; give it a place in FLOORS"
            continue
        for target in imports(root, file):
            if target.startswith("."):
                yield f"{named(root, file)}: relative import; write the whole name"
            elif target.partition(".")[0] == "botengine" and (why := trespass(mine, room(target))):
                yield f"{named(root, file)}: imports {target}, {why}"


def trespass(mine: str, theirs: str) -> str | None:
    here, there = floor(mine), floor(theirs)
    if not theirs:
        return "the package itself; import from the module that defines the name"
    if here is None or there is None:
        return f"but '{theirs}' is on no floor; give it a place in FLOORS"
    if there > here:
        return "which is a floor above; move the shared part down or hand it in as an argument"
    if there == here > 0 and mine != theirs:
        return "its neighbour; let app.py bring the two together"
    if mine in LONERS and there and mine != theirs:
        return "but it may use the ground floor only"
    return None


def doors(root: Path) -> Iterator[str]:
    ours = {"botengine", "actions", *sys.stdlib_module_names}
    for file in sources(root, "botengine", "actions"):
        for library in sorted(
            {target.partition(".")[0] for target in imports(root, file)} - ours - EVERYWHERE
        ):
            allowed = DOORS.get(library, ())
            if library and not any(named(root, file).startswith(door) for door in allowed):
                where = " or ".join(allowed) or "nowhere yet: choose one door and add it to DOORS"
                yield f"{named(root, file)}: imports {library}, whose door is {where}"


def purity(root: Path) -> Iterator[str]:
    for file in sources(root, *(f"botengine/{name}" for name in sorted(PURE))):
        for target in imports(root, file):
            if target in UNCLEAN or target.partition(".")[0] in UNCLEAN:
                yield f"{named(root, file)}: imports {target}; spec and engine only decide: return an effect"


def guests(root: Path) -> Iterator[str]:
    """Nobody imports actions; actions import what is public, or on the ground floor."""
    for file in sources(root, "botengine"):
        if any(target.partition(".")[0] == "actions" for target in imports(root, file)):
            yield f"{named(root, file)}: imports actions; they are loaded by name from flows.yaml"
    for file in sources(root, "actions"):
        for target in imports(root, file):
            inside = target.startswith("botengine.") and room(target) not in {*FLOORS[0], "testing"}
            if inside:
                yield f"{named(root, file)}: imports {target}; take the public name from `botengine`"


def sizes(root: Path) -> Iterator[str]:
    for file in sources(root, "botengine", "actions", "tests", "bench", "examples"):
        lines = len(file.read_text(encoding="utf-8").splitlines())
        if lines > MAX_FILE:
            yield f"{named(root, file)}: {lines} lines; split it, {MAX_FILE} is the most"
        for node in ast.walk(parse(file)):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                length = (node.end_lineno or node.lineno) - node.lineno + 1
                if length > MAX_FUNCTION:
                    place = f"{named(root, file)}:{node.lineno}"
                    yield f"{place}: {node.name} has {length} lines; {MAX_FUNCTION} is the most"


def engine_size(root: Path) -> Iterator[str]:
    """Lines of code (no blanks, comments, docstrings) of all that a running bot needs, and of its pages."""
    engine, pages = 0, 0
    for file in sources(root, "botengine"):
        parts, lines = set(file.relative_to(root).parts), code_lines(file)
        engine += 0 if parts & (TOOLS | PAGES) else lines
        pages += lines if parts & PAGES else 0
    if engine > MAX_ENGINE:
        yield f"botengine has {engine} lines of code; {MAX_ENGINE} is the most: remove something"
    if pages > MAX_PAGES:
        yield f"botengine/web has {pages} lines of code; {MAX_PAGES} is the most: remove something"


def code_lines(file: Path) -> int:
    """How many lines hold code."""
    text, held = file.read_text(encoding="utf-8"), set[int]()
    for token in tokenize.generate_tokens(io.StringIO(text).readline):
        if token.type not in EMPTY:
            held.update(range(token.start[0], token.end[0] + 1))
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant) and node.end_lineno:
            held -= set(range(node.lineno, node.end_lineno + 1))
    return len(held)


def first_lines(root: Path) -> Iterator[str]:
    for file in sources(root, "botengine", "actions", "tests", "bench", "examples"):
        first = file.read_text(encoding="utf-8").partition("\n")[0]
        if not first.startswith('"""') or len(first.strip('" .')) < len("a word"):
            yield f'{named(root, file)}: begin with a line """What lives here."""'


def names(root: Path) -> Iterator[str]:
    for file in sources(root, "botengine", "actions", "tests", "bench", "examples"):
        for part in {*file.relative_to(root).with_suffix("").parts} & VAGUE:
            yield f"{named(root, file)}: '{part}' says nothing; name the one thing that lives there"


def cycles(root: Path) -> Iterator[str]:
    """Modules that import each other when they run, directly or in a ring."""
    graph = {
        named(root, file).removesuffix(".py").replace("/", "."): set(imports(root, file, types=False))
        for file in sources(root, "botengine", "actions")
    }

    def reach(start: str, seen: set[str]) -> set[str]:
        for target in graph.get(start, set()) - seen:
            seen.add(target)
            reach(target, seen)
        return seen

    yield from (f"{module} imports itself in a ring" for module in graph if module in reach(module, set()))


def public_names(root: Path) -> Iterator[str]:
    front = root / "botengine" / "__init__.py"
    lists = [
        node.value.elts
        for node in (parse(front).body if front.exists() else [])
        if isinstance(node, ast.Assign)
        and isinstance(node.value, ast.List)
        and ast.unparse(node.targets) == "__all__"
    ]
    if any(len(each) > MAX_PUBLIC for each in lists):
        yield f"botengine/__init__.py: more than {MAX_PUBLIC} public names"


def machine_traces(root: Path) -> Iterator[str]:
    """Paths of one machine and addresses of package indexes do not belong into the repository."""
    trace = re.compile(
        "|".join(rf"(?<![\w.-]){path}" for path in MACHINE) + "|" + "|".join(map(re.escape, HOSTS))
    )
    for file in tracked(root):
        for number, line in enumerate(file.read_text(encoding="utf-8", errors="replace").splitlines(), 1):
            if found := trace.search(line):
                yield f"{named(root, file)}:{number}: '{found.group()}' is of one machine only"


def tracked(root: Path) -> list[Path]:
    """Text files under version control; where there is no git: all files."""
    if (root / ".git").exists():
        listed = subprocess.run(
            ["git", "ls-files", "-z"], cwd=root, capture_output=True, text=True, check=True
        )
        files = [root / name for name in listed.stdout.split("\0") if name]
    else:
        files = [*root.rglob("*")]
    return [file for file in files if file.is_file() and b"\0" not in file.read_bytes()[:4096]]
