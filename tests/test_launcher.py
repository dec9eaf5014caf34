"""`./bot` installs once, never twice at a time, cleans up after itself, and steps aside for the command."""

from __future__ import annotations

import ast
import os
import re
import shutil
import signal
import subprocess
import sys
import tomllib
from pathlib import Path
from time import monotonic

import pytest

ROOT = Path(__file__).resolve().parents[1]
BOT = (ROOT / "bot").read_text(encoding="utf-8")
PINS = {name: (ROOT / "requirements" / f"{name}.txt").read_text() for name in ("run", "dev")}
UV = """#!/bin/sh
# Stands in for uv: notes what is asked, and makes a .venv whose python and botengine are fakes too.
echo "uv $*" >> calls
[ -e uv-fails ] && [ "$1" = pip ] && exit 1
[ "$1" = venv ] || exit 0
[ -e slow ] && sleep 1
mkdir -p .venv/bin
cp python-fake .venv/bin/python
cp botengine-fake .venv/bin/botengine
"""
PYTHON = f"""#!/bin/sh
echo "python $*" >> "{{folder}}/calls"
[ "$1 $2" = "-m pip" ] && [ -e "{{folder}}/pip-fails" ] && exit 1
[ "$1" = -m ] && exit 0
exec {sys.executable} "$@"
"""
BOTENGINE = "import os, sys\nprint(os.getpid(), *sys.argv[1:])\nsys.exit(7)\n"


class House:
    """A copy of the launcher in a folder of its own, with a fake uv on its PATH."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.venv = folder / ".venv"
        shutil.copy(ROOT / "bot", folder / "bot")
        (folder / "pyproject.toml").write_text('[project]\nname = "x"\n')
        for name in PINS:
            self.write(f"requirements/{name}.txt", "pin==1\n")
        self.write("tests/__main__.py", "import sys; print('tests', *sys.argv[1:])")
        self.write("path/uv", UV).chmod(0o755)
        self.write("python-fake", PYTHON.format(folder=folder)).chmod(0o755)
        self.write("botengine-fake", BOTENGINE)
        self.environ = {**os.environ, "PATH": f"{folder / 'path'}:/usr/bin:/bin"}

    def write(self, name: str, text: str = "") -> Path:
        file = self.folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)
        return file

    def start(self, *words: str) -> subprocess.Popen[str]:
        program = [sys.executable, str(self.folder / "bot"), *words]
        pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
        return subprocess.Popen(
            program, cwd=self.folder, env=self.environ, text=True, start_new_session=True, **pipes
        )

    def run(self, *words: str) -> tuple[int, str, str]:
        """Exit status, standard output, standard error."""
        process = self.start(*words)
        out, err = process.communicate(timeout=60)
        return process.returncode, out, err

    def run_after(self, preamble: str) -> tuple[int, str]:
        """Exit status and standard error in a Python changed by `preamble`, without a PATH."""
        program = f"import importlib.util, runpy, sys\n{preamble}\nrunpy.run_path('bot', run_name='__main__')"
        command = [sys.executable, "-c", program]
        answer = subprocess.run(
            command, cwd=self.folder, env={"PATH": "/nowhere"}, capture_output=True, text=True, check=False
        )
        return answer.returncode, answer.stderr

    def installs(self) -> list[str]:
        """The requirement files that were installed since the last look."""
        calls = self.folder / "calls"
        text = calls.read_text() if calls.exists() else ""
        calls.unlink(missing_ok=True)
        return re.findall(r"^uv .*--require-hashes .*requirements/(\w+)\.txt", text, re.MULTILINE)


@pytest.fixture
def house(tmp_path):
    return House(tmp_path)


def test_the_first_start_installs_and_the_second_does_not(house):
    house.run("check")
    assert house.installs() == ["run"]
    assert house.run("check")[2] == ""
    assert house.installs() == []


def test_words_and_exit_status_pass_through(house):
    status, out, _ = house.run("check", "--strict", "a b")
    assert (status, out.split(" ", 1)[1]) == (7, "check --strict a b\n")


def test_the_command_takes_the_place_of_the_launcher_so_that_signals_reach_it(house):
    process = house.start("run")
    out, _ = process.communicate(timeout=60)
    assert int(out.split()[0]) == process.pid


def test_test_installs_the_test_tools_and_runs_the_tests(house):
    assert house.run("test", "unit", "-x")[1] == "tests unit -x\n"
    assert house.installs() == ["run", "dev"]


def test_after_run_test_installs_only_the_test_tools(house):
    house.run("check")
    house.installs()
    house.run("test")
    assert house.installs() == ["dev"]


@pytest.mark.parametrize(
    ("file", "text"), [("requirements/run.txt", "pin==2\n"), ("pyproject.toml", "[project]\n")]
)
def test_a_changed_pin_or_project_installs_again(house, file, text):
    house.run("check")
    house.installs()
    house.write(file, text)
    house.run("check")
    assert house.installs() == ["run"]


def test_an_installation_by_another_python_is_replaced(house):
    house.run("check")
    house.write(".venv/installed-run", "3.1 abc")
    house.write(".venv/leftover")
    house.run("check")
    assert not (house.venv / "leftover").exists()


def test_where_uv_fails_pip_is_tried(house):
    house.write("uv-fails")
    status, _, err = house.run("check")
    assert status == 7
    assert "trying pip" in err
    assert "python -m pip install" in (house.folder / "calls").read_text()


def test_a_failed_first_installation_is_removed_and_says_what_to_do(house):
    house.write("uv-fails")
    house.write("pip-fails")
    status, _, err = house.run("check")
    assert status == 1
    assert "PIP_INDEX_URL" in err
    assert "Traceback" not in err
    assert not house.venv.exists()


def test_a_failed_renewal_keeps_what_was_there_and_tries_again_next_time(house):
    house.run("check")
    house.write("requirements/run.txt", "pin==2\n")
    fails = [house.write("uv-fails"), house.write("pip-fails")]
    assert house.run("check")[0] == 1
    assert (house.venv / "bin/python").exists()
    for file in fails:
        file.unlink()
    assert house.run("check")[0] == 7


def test_an_interrupted_installation_is_removed(house):
    house.write("slow")
    process = house.start("check")
    deadline = monotonic() + 30
    while not (house.folder / "calls").exists():
        assert monotonic() < deadline
    os.killpg(process.pid, signal.SIGINT)  # as a terminal does at Ctrl-C: to the installer too
    _, err = process.communicate(timeout=60)
    assert (process.returncode, err.splitlines()[-1]) == (130, "bot: interrupted; the next start begins anew")
    assert not house.venv.exists()


def test_a_half_made_installation_is_made_anew(house):
    house.write(".venv/unfinished")
    house.write(".venv/leftover")
    assert house.run("check")[0] == 7
    assert not (house.venv / "leftover").exists()


def test_a_venv_of_somebody_else_is_kept(house):
    house.run("check")
    house.write(".venv/mine")
    (house.venv / "installed-run").unlink()
    assert house.run("check")[0] == 7
    assert (house.venv / "mine").exists()


def test_two_at_once_install_once(house):
    house.write("slow")
    both = [house.start("check") for _ in range(4)]
    assert [process.wait(timeout=60) for process in both] == [7] * 4
    for process in both:
        process.communicate()
    assert house.installs() == ["run"]


def test_without_uv_and_ensurepip_it_names_the_debian_package(house):
    status, err = house.run_after("importlib.util.find_spec = lambda name: None")
    assert status == 1
    assert "apt-get install python3-venv" in err
    assert not house.venv.exists()


def test_an_old_python_is_told_so_in_words(house):
    status, err = house.run_after("sys.version_info = (3, 9)")
    assert status == 1
    assert err.splitlines()[0] == "bot: this is Python 3.9; botengine needs Python 3.11 or newer."


def test_an_old_python_can_read_the_launcher():
    assert ast.parse(BOT, feature_version=(3, 7))


def test_the_launcher_needs_the_standard_library_only():
    imported = {
        alias.name
        for node in ast.walk(ast.parse(BOT))
        if isinstance(node, ast.Import)
        for alias in node.names
    }
    assert {name.partition(".")[0] for name in imported} <= sys.stdlib_module_names


@pytest.mark.parametrize("name", PINS)
def test_every_pin_has_its_hashes_and_no_address(name):
    pins = re.findall(
        r"^[a-z0-9-]+(?:\[.*\])?==.*(?:\n    --hash=sha256:[0-9a-f]{64}.*)*", PINS[name], re.MULTILINE
    )
    assert all("--hash=" in pin for pin in pins)
    assert PINS[name].strip() == "\n".join(pins), "only pins with hashes belong here"


def test_the_pins_cover_what_pyproject_asks_for():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    extras = project["project"]["optional-dependencies"]
    groups = project["dependency-groups"]
    run = [*project["project"]["dependencies"], *extras["shop"], *groups["build"]]
    for wanted, name in [(run, "run"), (groups["dev"], "dev")]:
        asked = {re.split(r"[\[<>=~! ;]", each)[0].lower() for each in wanted}
        assert asked <= set(re.findall(r"^([a-z0-9-]+)", PINS[name], re.MULTILINE)), f"refresh {name}.txt"


@pytest.mark.gate
def test_a_fresh_clone_installs_itself_and_answers(tmp_path):
    subprocess.run(["git", "clone", "--quiet", str(ROOT), str(tmp_path / "clone")], check=True)
    answer = subprocess.run([tmp_path / "clone/bot", "--help"], capture_output=True, text=True, check=False)
    assert answer.returncode == 0, answer.stderr
    assert "Usage: botengine" in answer.stdout
