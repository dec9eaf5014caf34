"""A small bot about tasks: a list, a question, a record with two states, a sub-dialog."""

FRONT = """
start: main.menu
types:
  Status: [open, done]
  Task: {id: text, title: text, status: Status}
everywhere:
  words:
    - {words: [menu], go: main.menu}
    - {words: [back], back: true}
  bottom:
    - {text: Back, back: true}
    - {text: Menu, go: main.menu}
  not_understood: Please choose a button.
  stale: That button is old.
  failed: "Sorry ({{ error.id }})."
  idle: {after: 30 min, go: main.menu}
"""

MAIN = """
screens:
  menu:
    text: Hello {{ user.name }}
    buttons:
      - {text: Tasks, go: tasks.all}
      - {text: Find, go: tasks.find}
"""

TASKS = """
data: {query: text, id: text, title: text}
screens:
  all:
    text: "{{ total }} tasks, page {{ page }} of {{ pages }}"
    list: tasks.find
    with: {query: ""}
    page_size: 2
    row: {text: "{{ row.title }}", set: {id: row.id}, go: one}
  find:
    ask: query
    text: What for?
    check: {min_length: 2, otherwise: Two letters please.}
    go: found
  found:
    text: "{{ total }} for {{ query }}"
    list: tasks.find
    open_single: true
    row: {text: "{{ row.title }}", set: {id: row.id}, go: one}
    empty: {say: "Nothing for {{ query }}.", go: find}
  one:
    load: {task: tasks.get}
    missing: {say: It is gone., go: main.menu}
    text: "{{ task.title }} is {{ task.status }}"
    switch: task.status
    cases:
      open:
        buttons:
          - text: Finish
            confirm: Really finish {{ task.title }}?
            do: tasks.finish
            then:
              ok: {say: Finished.}
              already: {say: It was finished before.}
      done: {}
    buttons:
      - {text: Rename, call: rename, with: {old: task.title}, keep: title}
      - {text: Fail, do: tasks.fail}
"""

RENAME = """
takes: {old: text}
data: {name: text}
screens:
  enter:
    ask: name
    text: "New name for {{ old }}?"
    go: sure
  sure:
    text: "{{ old }} becomes {{ name }}?"
    buttons:
      - {text: "Yes", return: name}
      - {text: Again, go: enter}
      - {text: "No", cancel: true}
"""

ACTIONS = """
from dataclasses import dataclass, replace
from typing import Literal
from botengine import Page, Paging, action, service


@dataclass(frozen=True)
class Task:
    id: str
    title: str
    status: Literal["open", "done"]


class Box:
    def __init__(self):
        names = ["Apple", "Banana", "Cherry", "Date", "Elder"]
        self.tasks = {str(n): Task(str(n), name, "open") for n, name in enumerate(names)}
        self.finished = []


@service
def box() -> Box:
    return Box()


@action("tasks.find")
def find(query: str, box: Box, paging: Paging) -> Page[Task]:
    hits = [task for task in box.tasks.values() if query.lower() in task.title.lower()]
    return Page(hits[paging.offset : paging.offset + paging.size], len(hits))


@action("tasks.get")
def get(id: str, box: Box) -> Task | None:
    return box.tasks.get(id)


@action("tasks.finish", outcomes=("ok", "already"), effect="natural")
def finish(id: str, box: Box) -> str:
    if box.tasks[id].status == "done":
        return "already"
    box.tasks[id] = replace(box.tasks[id], status="done")
    box.finished.append(id)
    return "ok"


@action("tasks.fail", effect="natural")
def fail() -> None:
    raise RuntimeError("boom")
"""
