"""`botengine new`: the new bot is free of problems, plays its scenario, and its editor knows its names."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from botengine.cli.new import FILES, TEMPLATE, command
from botengine.spec.source import read

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    folder = tmp_path_factory.mktemp("new") / "my-notes"
    run("new", str(folder), cwd=folder.parent)
    return folder


def run(*words: str, cwd: Path) -> str:
    """A command in a process of its own, as somebody types it: `actions` is another package there."""
    program = [sys.executable, "-c", "from botengine.__main__ import main; main()", *words]
    environ = {"PYTHONPATH": str(ROOT), "PATH": "/usr/bin:/bin"}
    done = subprocess.run(program, cwd=cwd, env=environ, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_the_new_bot_has_no_problems(made):
    assert "no problems" in run("check", "--strict", cwd=made)


def test_its_scenario_passes(made):
    assert "1 passed, 0 failed" in run("test", cwd=made)


def test_its_name_is_that_of_the_folder(made):
    assert read((made / "flows.yaml").read_bytes(), "flows.yaml").root["bot"] == "My Notes"


def test_its_editor_knows_its_actions(made):
    schema = json.loads((made / ".botengine" / "schema" / "flow.json").read_text())
    actions = schema["definitions"]["StepBlock"]["properties"]["do"]["anyOf"][0]
    assert "notes.delete" in actions["enum"]


def test_its_screens_can_be_drawn_and_previewed(made):
    assert "main.note" in run("graph", "--format", "json", cwd=made)
    assert "phones" in run("preview", "-o", "all.html", cwd=made)


def test_a_folder_with_something_in_it_is_left_alone(tmp_path):
    (tmp_path / "mine.txt").write_text("keep")
    answer = CliRunner().invoke(command, [str(tmp_path)])
    assert (answer.exit_code, [each.name for each in tmp_path.iterdir()]) == (2, ["mine.txt"])


def test_a_name_with_quotes_is_written_so_that_yaml_reads_it(tmp_path):
    name = 'Ann\'s "bot": 1 # one'
    run("new", "bot", "--name", name, cwd=tmp_path)
    assert read((tmp_path / "bot" / "flows.yaml").read_bytes(), "flows.yaml").root["bot"] == name


def test_the_template_has_no_file_that_nobody_copies():
    assert {each.name for each in TEMPLATE.iterdir()} == set(FILES)
