"""What `./bot test [unit|browser|pretix|gates|PYTEST ARGS]` runs, step by step."""

from __future__ import annotations

import os
import subprocess
import sys
from time import monotonic

PYTEST = ["pytest"]
PROCESSES = min(8, 2 * (os.cpu_count() or 1))  # twice the cores: many tests wait for others, as people do
PARALLEL = [f"--numprocesses={PROCESSES}", "--dist=worksteal"]
ORDINARY = ["-m", "not gate and not pretix"]
LINT = [["ruff", "check"], ["ruff", "format", "--check"], ["mypy"]]
WORDS = {
    "unit": [*PYTEST, *PARALLEL, "-m", "not browser and not gate and not pretix"],
    "browser": [*PYTEST, "-m", "browser and not gate"],
    "pretix": [*PYTEST, "-m", "pretix"],
    "gates": [*PYTEST, "-m", "gate", "--durations=0"],
}


def steps(words: list[str]) -> list[list[str]]:
    """The programs to run. Without a word: all that must be green before a commit."""
    if not words:
        return [*LINT, [*PYTEST, *PARALLEL, *ORDINARY]]
    if words[0] in WORDS:
        return [[*WORDS[words[0]], *words[1:]]]
    return [[*PYTEST, *ORDINARY, *words]]


def main(words: list[str]) -> int:
    """Run every step, also after a failure: all problems are told at once. The status is the last bad one."""
    failed: dict[str, int] = {}
    for step in steps(words):
        say(f"== {' '.join(step)}\n")
        started = monotonic()
        status = subprocess.run([sys.executable, "-m", *step], check=False).returncode
        if step[0] != "pytest":  # which tells its time itself, and has the last word
            say(f"   {monotonic() - started:.1f} s\n")
        if status:
            failed[" ".join(step)] = status
    if unclean := [step for step in failed if not step.startswith("pytest")]:
        say(f"== failed besides: {', '.join(unclean)}\n")
    return [0, *failed.values()][-1]


def say(text: str) -> None:
    sys.stdout.write(text)
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
