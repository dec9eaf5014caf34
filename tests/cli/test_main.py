"""The command line finds its commands by itself, answers at once, and tells errors in a sentence."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from botengine.cli import main as command_line
from botengine.cli.main import commands

NAMES = commands.list_commands(click.Context(commands))
GREET = '''"""Say hello."""
import click

@click.command()
@click.argument("name")
def command(name):
    click.echo(f"hello {name}")
'''


def run(*words: str, **environ: str) -> subprocess.CompletedProcess[str]:
    program = [sys.executable, "-m", "botengine", *words]
    return subprocess.run(program, capture_output=True, text=True, env={**os.environ, **environ}, check=False)


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """A package of commands of its own: `greet` and a file without a command."""
    (tmp_path / "shouted_names.py").write_text(GREET)
    (tmp_path / "tables.py").write_text('"""How tables look."""\ncolumns = 3\n')
    monkeypatch.setattr(command_line, "HERE", tmp_path)
    monkeypatch.setattr(command_line.importlib, "import_module", lambda name: load(tmp_path, name))
    return tmp_path


def load(folder: Path, name: str) -> object:
    space: dict[str, object] = {}
    exec((folder / f"{name.rpartition('.')[2]}.py").read_text(), space)
    return type("Module", (), space)


def test_a_file_with_a_command_is_a_command(folder):
    assert CliRunner().invoke(commands, ["shouted-names", "Ann"]).output == "hello Ann\n"


def test_help_shows_the_first_line_of_each_command_and_nothing_else(folder):
    text = CliRunner().invoke(commands, ["--help"]).output
    assert "shouted-names  Say hello." in text
    assert "tables" not in text


def test_a_misspelt_command_gets_a_suggestion(folder):
    answer = CliRunner().invoke(commands, ["shouted-name"])
    assert answer.exit_code == 2
    assert "shouted-names" in answer.output


@pytest.mark.parametrize("name", NAMES)
def test_every_command_has_help(name):
    answer = CliRunner().invoke(commands, [name, "--help"])
    assert answer.exit_code == 0, answer.output


def test_help_imports_nothing_heavy():
    """What is not imported cannot make `--help` slow; a stopwatch would only measure the machine."""
    program = (
        "import sys\nfrom botengine.cli.main import commands\n"
        "commands(['--help'], standalone_mode=False)\nprint(*sys.modules, file=sys.stderr)"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    heavy = {"starlette", "requests", "sqlite_utils", "jinja2", "yaml", "babel", "transitions"}
    assert heavy.isdisjoint(done.stderr.split())


def test_an_error_of_ours_is_a_sentence_without_traceback(tmp_path):
    program = (
        "from botengine import __main__ as m, errors\n"
        "def fail(**_): raise errors.SettingsError('BOTENGINE_PORT is not a port')\n"
        "m.commands = fail\nm.main()"
    )
    answer = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    assert (answer.returncode, answer.stderr) == (2, "botengine: BOTENGINE_PORT is not a port\n")


def test_version_is_that_of_the_package():
    assert run("--version").returncode == 0
