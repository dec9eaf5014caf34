"""`./bot test` runs its steps in order, `.ci/run` prepares the machine, a missing browser is told once."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.__main__ import steps

ROOT = Path(__file__).resolve().parents[1]
TOOLS = ("bash", "sh", "dirname", "grep", "cat", "env")
FAKES = {  # what .ci/run calls, with the answers of a bare Debian; `calls` notes who was called
    "apt-get": '#!/bin/sh\necho "apt-get $*" >> calls\n',
    "dpkg": "#!/bin/sh\nexit 1\n",
    "python3": "#!/bin/sh\nexit 1\n",
}


@pytest.fixture
def bare_debian(tmp_path):
    """A folder with .ci/run, a fake ./bot, and a `path` where nothing is installed."""
    shutil.copytree(ROOT / ".ci", tmp_path / ".ci")
    (tmp_path / "path").mkdir()
    for tool in TOOLS:
        (tmp_path / "path" / tool).symlink_to(str(shutil.which(tool)))
    for name, text in FAKES.items():
        put(tmp_path / "path" / name, text)
    put(tmp_path / "bot", '#!/bin/sh\necho "bot $*" >> calls\nexit 0\n')
    put(tmp_path / "tests/test_a.py", "@pytest.mark.gate\n")
    return tmp_path


def put(file: Path, text: str) -> None:
    file.parent.mkdir(exist_ok=True)
    file.write_text(text)
    file.chmod(0o755)


def ci(folder: Path, user: int) -> tuple[int, str, list[str]]:
    """Exit status, output, and who was called, when this user runs it without a terminal."""
    put(folder / "path/id", f"#!/bin/sh\necho {user}\n")
    answer = subprocess.run(
        [folder / ".ci/run"],
        env={"PATH": str(folder / "path")},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    return answer.returncode, answer.stdout + answer.stderr, (folder / "calls").read_text().splitlines()


def test_without_a_word_lint_and_types_come_before_the_tests():
    assert [" ".join(step[:2]) for step in steps([])][:3] == ["ruff check", "ruff format", "mypy"]
    assert "not gate and not pretix" in steps([])[-1]


def test_unit_leaves_out_what_needs_a_browser():
    assert steps(["unit", "-x"])[0][-3:] == ["-m", "not browser and not gate and not pretix", "-x"]


def test_other_words_are_arguments_of_pytest():
    assert steps(["tests/spec", "-k", "x"]) == [
        ["pytest", "-m", "not gate and not pretix", "tests/spec", "-k", "x"]
    ]


def test_a_failing_step_does_not_hide_the_next_one(tmp_path):
    put(tmp_path / "tests/__main__.py", (ROOT / "tests/__main__.py").read_text())
    put(tmp_path / "test_a.py", "import os\ndef test_a():   assert True\n")
    answer = subprocess.run(
        [sys.executable, "tests"], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert answer.returncode
    assert "1 passed" in answer.stdout
    assert answer.stdout.endswith("== failed besides: ruff check, ruff format --check, mypy\n")


def test_root_updates_and_installs_before_the_tests_run(bare_debian):
    status, _, calls = ci(bare_debian, user=0)
    assert status == 0
    assert [call.split(" -")[0] for call in calls] == [
        "apt-get update",
        "apt-get install",
        "bot test",
        "bot test gates",
    ]
    assert "chromium" in calls[1]
    assert "python3-venv" in calls[1]


def test_others_are_told_what_is_missing(bare_debian):
    _, said, calls = ci(bare_debian, user=1000)
    assert "as root: apt-get install git chromium" in said
    assert calls == ["bot test", "bot test gates"]


def test_a_failing_test_fails_the_run_before_the_gates(bare_debian):
    put(bare_debian / "bot", '#!/bin/sh\necho "bot $*" >> calls\nexit 1\n')
    assert ci(bare_debian, user=1000)[::2] == (1, ["bot test"])


def test_a_failing_gate_fails_the_run(bare_debian):
    put(bare_debian / "bot", '#!/bin/sh\necho "bot $*" >> calls\n[ "$2" = gates ] && exit 1\nexit 0\n')
    assert ci(bare_debian, user=1000)[0] == 1


def test_without_chromium_browser_tests_are_skipped_with_one_line(tmp_path):
    shutil.copy(ROOT / "tests/conftest.py", tmp_path)
    test = (
        "import pytest\n@pytest.mark.browser\n@pytest.mark.parametrize('n', 'abc')\ndef test(n): assert 0\n"
    )
    (tmp_path / "test_a.py").write_text(test)
    program = [
        sys.executable,
        "-m",
        "pytest",
        "-q",
        "-p",
        "no:cacheprovider",
        "--rootdir",
        tmp_path,
        tmp_path,
    ]
    environ = {**os.environ, "PATH": "/nowhere"}
    said = subprocess.run(
        program, env=environ, cwd=tmp_path, capture_output=True, text=True, check=False
    ).stdout
    assert said.count("Chromium is missing") == 1
    assert "3 skipped" in said
