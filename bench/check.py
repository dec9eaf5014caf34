"""What checking costs: a bot of 5,000 lines beside plain yaml.load of the same files; prints a table.

python bench/check.py [--lines 5000] [--rounds 7] [--profile]
"""

from __future__ import annotations

import argparse
import cProfile
import os
import pstats
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

import yaml

from botengine.cli.check import check
from botengine.spec.load import FRONT, flow_files
from botengine.spec.source import read

PLAIN = """
import pathlib, sys, yaml
for file in pathlib.Path(sys.argv[1]).rglob("*.yaml"):
    yaml.load(file.read_bytes(), yaml.CSafeLoader)
"""
FRONT_PAGE = """
format: 1
bot: Bench
language: en
start: flow0.menu
actions: [bench_actions]
types:
  Status: [open, paid, gone]
  Order: {number: text, status: Status, buyer: text, email: email, total: money}
roles: {boss: ["orders.*"], clerk: [orders.find, orders.get, orders.pay]}
everywhere:
  words: [{words: [menu, start], go: flow0.menu}, {words: [back], back: true}]
  bottom: [{text: "Back", back: true}, {text: "Menu", go: flow0.menu}]
"""
ACTIONS = '''"""Actions of a bench."""
from dataclasses import dataclass
from typing import Literal
from botengine import Money, Page, Paging, action

@dataclass(frozen=True)
class Order:
    number: str
    status: Literal["open", "paid", "gone"]
    buyer: str
    email: str
    total: Money

@action("orders.find")
def find(query: str, paging: Paging) -> Page[Order]: ...
@action("orders.get")
def get(number: str) -> Order | None: ...
@action("orders.pay", outcomes=("ok", "already"), effect="natural")
def pay(number: str) -> str: ...
@action("orders.drop", effect="natural")
def drop(number: str) -> None: ...
'''
FLOW = """
flow: flow{0}
roles: [boss, clerk]
data: {{query: text, number: text, email: email}}
screens:
  menu:
    text: |
      *Flow {0}*
      Hello, {{{{ user.name }}}}! What would you like to do?
    buttons:
      - {{text: "Find orders", go: search, style: primary}}
      - {{text: "Next flow", id: next, go: flow{1}.menu}}
  search:
    ask: query
    text: "Number, name or address of the order?"
    check: {{min_length: 2, otherwise: "Two letters at least."}}
    go: results
  results:
    text: "{{{{ total }}}} orders, page {{{{ page }}}} of {{{{ pages }}}}"
    list: orders.find
    page_size: 6
    row:
      text: "{{{{ row.number }}}} {{{{ row.buyer }}}} {{{{ row.total | money }}}}"
      set: {{number: row.number}}
      go: order
    empty: {{say: "Nothing found for {{{{ query }}}}.", go: search}}
  order:
    load: {{order: orders.get}}
    missing: {{say: "There is no such order.", go: menu}}
    text: |
      Order {{{{ order.number }}}}
      {{{{ order.buyer }}}}, {{{{ order.email }}}}
      {{{{ order.total | money }}}} - {{{{ order.status | label }}}}
    switch: order.status
    cases:
      open:
        buttons:
          - text: "Mark as paid"
            confirm: "Is order {{{{ order.number }}}} over {{{{ order.total | money }}}} really paid?"
            do: orders.pay
            then:
              ok: {{say: "Order {{{{ order.number }}}} is paid now."}}
              already: {{say: "It was paid before."}}
      paid: {{text: "Order {{{{ order.number }}}} is paid."}}
      gone: {{text: "Order {{{{ order.number }}}} is gone."}}
    buttons:
      - text: "Drop"
        do: orders.drop
        confirm: "Really drop {{{{ order.number }}}}?"
        say: "Dropped."
        when: order.status != "gone"
      - {{text: "Address", go: address}}
  address:
    ask: email
    text: "New address for {{{{ number }}}}?"
    say: "It will be {{{{ email }}}}."
    go: order
"""


def bot(folder: Path, lines: int) -> int:
    """Write a bot of about so many lines; how many it has."""
    flows = max(1, round(lines / FLOW.strip().count("\n")))
    (folder / "flows").mkdir(parents=True)
    (folder / "bench_actions").mkdir()
    (folder / "bench_actions/__init__.py").write_text(ACTIONS)
    (folder / FRONT).write_text(FRONT_PAGE.lstrip())
    for number in range(flows):
        text = FLOW.format(number, (number + 1) % flows).lstrip()
        (folder / f"flows/flow{number}.yaml").write_text(text)
    return sum(file.read_text().count("\n") for file in folder.rglob("*.yaml"))


def spent() -> float:
    """Seconds of the processor, those of finished commands too: a busy machine makes no difference."""
    return sum(os.times()[:4])


def best(work: Callable[[], object], rounds: int) -> tuple[float, float]:
    """The least and the median time, in ms."""
    times = []
    for _ in range(rounds):
        began = spent()
        work()
        times.append(1000 * (spent() - began))
    return min(times), sorted(times)[rounds // 2]


def command(*arguments: str, module: tuple[str, ...] = ("-m", "botengine")) -> Callable[[], object]:
    whole = [sys.executable, *module, *arguments]
    return lambda: subprocess.run(whole, capture_output=True, check=True)


def plain(folder: Path) -> Callable[[], object]:
    """A process that reads the same files with nothing but PyYAML."""
    return command(str(folder), module=("-c", PLAIN))


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--lines", type=int, default=5_000)
    options.add_argument("--rounds", type=int, default=7)
    options.add_argument("--profile", action="store_true")
    asked = options.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        count = bot(folder, asked.lines)
        raw = [(file, (folder / file).read_bytes()) for file in (FRONT, *flow_files(folder))]
        assert not check(folder).problems, check(folder).problems
        if asked.profile:
            with cProfile.Profile() as profile:
                check(folder)
            pstats.Stats(profile).sort_stats("cumulative").print_stats(45)
        rows = {
            "yaml.load(CSafeLoader)": lambda: [yaml.load(text, yaml.CSafeLoader) for _, text in raw],
            "our reader, with places": lambda: [read(text, file) for file, text in raw],
            "check, warm": lambda: check(folder),
            "botengine check, a new process": command("check", name),
            "the same with yaml.load(CSafeLoader) only": plain(folder),
            "botengine check --help": command("check", "--help"),
            "python, nothing else": lambda: subprocess.run([sys.executable, "-c", ""], check=True),
        }
        print(f"| {count} lines | least CPU, ms | median CPU, ms |\n|---|---:|---:|")
        for row, work in rows.items():
            fastest, median = best(work, asked.rounds)
            print(f"| {row} | {fastest:.0f} | {median:.0f} |")


if __name__ == "__main__":
    main()
