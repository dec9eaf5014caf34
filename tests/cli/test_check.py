"""`botengine check`: all problems in the wanted form, and an exit status that a script can trust."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from botengine.cli.check import command

CASES = Path(__file__).parents[1] / "spec" / "cases"
CLEAN = """\
format: 1
bot: Small
start: main.menu
actions: [{package}]
everywhere:
  bottom:
    - {{text: Home, cancel: true}}
"""
FLOWS = Path(__file__).parents[2] / "flows"
FILES = len([*FLOWS.glob("*.yaml"), *FLOWS.glob("locale/*.po")]) + 1
MENU = "flow: main\nscreens:\n  menu: {text: '{{ user.name | loud }}'}\n"
PLUGIN = "from botengine import filter\n@filter\ndef loud(text: str) -> str:\n    return text.upper()\n"


def run(*arguments):
    result = CliRunner().invoke(command, [str(each) for each in arguments])
    return result.exit_code, result.output


@pytest.fixture
def small(tmp_path):
    package = f"small_{tmp_path.name.replace('-', '_')}"
    (tmp_path / package).mkdir()
    (tmp_path / package / "__init__.py").write_text(PLUGIN)
    (tmp_path / "flows").mkdir()
    (tmp_path / "flows/main.yaml").write_text(MENU)
    (tmp_path / "flows.yaml").write_text(CLEAN.format(package=package))
    return tmp_path


def test_a_clean_bot_with_its_own_plug_ins_is_clean(small):
    assert run(small) == (0, "no problems in 2 files\n")


def test_a_package_that_cannot_be_imported_is_a_problem(small):
    (next(small.glob("small_*")) / "__init__.py").write_text("1 / 0\n")
    status, output = run(small)
    assert status == 1
    assert "flows.yaml:4:1: error broken-plugin: ZeroDivisionError" in output
    assert "/__init__.py:1)\n" in output
    assert output.endswith("1 error, 0 warnings\n")


def test_problems_are_printed_with_their_lines():
    status, output = run(CASES / "unknown-key")
    assert status == 1
    assert output.startswith((CASES / "unknown-key" / "expected.txt").read_text())
    assert output.endswith("2 errors, 0 warnings\n")


@pytest.mark.parametrize(("options", "status"), [((), 0), (("--strict",), 1)])
def test_warnings_count_when_they_should(options, status):
    assert run(CASES / "unused-type", *options)[0] == status


def test_json_is_a_list_of_problems():
    status, output = run(CASES / "several-moves", "--format", "json")
    (found,) = json.loads(output)
    assert status == 1
    assert (found["file"], found["line"], found["rule"]) == ("flows/main.yaml", 6, "several-moves")


def test_github_gets_annotations():
    status, output = run(CASES / "several-moves", "--format", "github")
    assert output == (
        "::error file=flows/main.yaml,line=6,col=33,endColumn=37,title=several-moves::"
        "'back' and 'go' cannot both happen (keep one of them)\n"
    )
    assert status == 1


def test_sarif_names_the_rules():
    _, output = run(CASES / "several-moves", "--format", "sarif")
    (made,) = json.loads(output)["runs"]
    (result,) = made["results"]
    assert result["ruleId"] in {rule["id"] for rule in made["tool"]["driver"]["rules"]}
    assert result["locations"][0]["physicalLocation"]["region"]["startLine"] == 6


def test_sarif_names_files_as_addresses(small):
    (small / "flows" / "zwei Türen.yaml").write_text("flow: doors\nscrens: {}\n", encoding="utf-8")
    _, output = run(small, "--format", "sarif")
    places = [each["locations"][0]["physicalLocation"] for each in json.loads(output)["runs"][0]["results"]]
    assert "flows/zwei%20T%C3%BCren.yaml" in {each["artifactLocation"]["uri"] for each in places}


def test_a_clean_bot_is_clean_in_every_form(small):
    assert run(small, "--format", "json") == (0, "[]\n")
    assert run(small, "--format", "github")[1].strip() == ""


def test_wrong_usage_is_status_two(tmp_path):
    assert run(tmp_path / "nowhere")[0] == 2
    assert run("--format", "xml")[0] == 2


def test_the_shipped_bot_is_clean():
    assert run(Path(__file__).parents[2], "--strict") == (0, f"no problems in {FILES} files\n")
