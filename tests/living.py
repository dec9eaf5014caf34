"""A small bot in eight versions: renamed, removed, retyped, broken; for chats that go on meanwhile."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

BROKEN = 3  # the version that cannot be loaded
FRONT = """
format: 1
bot: Living
id: living
language: en
start: main.menu
everywhere:
  words: [{words: [menu], go: main.menu}]
  bottom: [{text: Back, back: true}, {text: Menu, go: main.menu}]
  failed: "FAILED {{ error.id }}"
  idle: {after: 30 min, go: main.menu}
"""
MAIN = """
flow: main
data: {name: text, visits: integer}
screens:
  menu:
    text: "Hello {{ name }}"
    buttons:
      - {text: Tasks, go: tasks.one}
      - {text: Name, call: naming, keep: name}
"""
TASKS = """
flow: tasks
data: {colour: Colour}
screens:
  one:
    text: One
    buttons:
      - {text: Red, set: {colour: "'red'"}, go: two}
      - {text: Green, id: green, set: {colour: "'green'"}, go: two}
  two:
    text: "Two {{ colour }}"
    buttons:
      - {text: Three, go: three}
      - {text: Sure, confirm: "Really?", say: "Good."}
  three:
    text: Three
    buttons: [{text: One, go: one}]
"""
NAMING = """
flow: naming
data: {given: text}
screens:
  enter:
    text: Your name?
    ask: given
    go: sure
  sure:
    text: "{{ given }}?"
    buttons: [{text: "Yes", return: given}, {text: Again, go: enter}]
"""
Files = dict[str, str]


def versions() -> Iterator[Files]:
    """One after the other, and again from the beginning."""
    first = {
        "flows.yaml": FRONT + "types: {Colour: [red, green]}\n",
        "flows/main.yaml": MAIN, "flows/tasks.yaml": TASKS, "flows/naming.yaml": NAMING,
    }  # fmt: skip
    yield changed(first, ("Hello {{ name }}", "Welcome {{ name }}"), ("text: Three\n", "text: The third\n"))
    yield changed(first, ("  two:\n", "  second:\n    renamed: two\n"), ("go: two}", "go: second}"))
    yield changed(
        first, ("flow: tasks\n", "flow: work\nrenamed: tasks\n"), ("tasks.one", "work.first"),
        ("  one:\n", "  first:\n    renamed: one\n"), ("go: one}", "go: first}"),
    )  # fmt: skip
    yield changed(first, ("go: three", "go: threee"))  # is refused
    gone = (
        first["flows/tasks.yaml"].partition("  two:\n")[0] + "  three:\n" + TASKS.partition("  three:\n")[2]
    )
    yield changed({**first, "flows/tasks.yaml": gone}, ("go: two}", "go: three}"))
    yield changed(
        first, ("{colour: Colour}", "{colour: text, extra: [text]}"), ("{given: text}", "{given: integer}"),
        ("name: text, visits: integer", "name: text, visits: text, born: date"),
        ("keep: name", "keep: visits"), ("[red, green]", "[blue]"), ("return: given", "return: born"),
        ("{{ given }}?", "{{ given + 1 }}?"), ("data: {given", "data: {born: text, given"),
    )  # fmt: skip
    without = {name: text for name, text in first.items() if name != "flows/naming.yaml"}
    yield changed(without, ("call: naming, keep: name", "go: tasks.three, id: b"))
    yield first


def changed(files: Files, *replacements: tuple[str, str]) -> Files:
    for old, new in replacements:
        assert any(old in text for text in files.values()), old
        files = {name: text.replace(old, new) for name, text in files.items()}
    return files


def write(folder: Path, files: Files) -> None:
    (folder / "flows").mkdir(parents=True, exist_ok=True)
    for file in (folder / "flows").glob("*.yaml"):
        if f"flows/{file.name}" not in files:
            file.unlink()
    for name, text in files.items():
        (folder / name).write_text(text.lstrip(), encoding="utf-8")
