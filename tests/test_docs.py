"""The docs are true: links lead somewhere, examples compile, and nothing that exists is missing."""

from __future__ import annotations

import re
from pathlib import Path

import click
import pytest
import yaml

from botengine.cli.main import commands
from botengine.settings import SETTINGS
from tests.generated import PARTS, ROOT, renewed
from tests.house import FLOORS

PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])
RULES = {
    found[1]: file
    for file in sorted((ROOT / "botengine/spec/checks").glob("*.py"))
    if (found := re.search(r'^RULE\b.*?= "([a-z-]+)"', file.read_text(), re.MULTILINE))
}


def name(page: Path) -> str:
    return page.relative_to(ROOT).as_posix()


def anchors(page: Path) -> set[str]:
    """What `#...` may name, made of the headings as GitHub makes it."""
    headings = re.findall(r"^#+ (.+)$", page.read_text(), re.MULTILINE)
    return {re.sub(r"[^\w -]", "", heading.lower()).replace(" ", "-") for heading in headings}


def examples(*languages: str) -> list[object]:
    """Each fenced block in one of the languages, with its place for the test's name."""
    found = []
    for page in PAGES:
        text = page.read_text()
        for block in re.finditer(r"^```(\w+)\n(.*?)^```$", text, re.MULTILINE | re.DOTALL):
            if block[1] in languages:
                line = text.count("\n", 0, block.start()) + 1
                found.append(pytest.param(block[2], id=f"{name(page)}:{line}"))
    return found


@pytest.mark.parametrize("page", PAGES, ids=name)
def test_every_link_leads_somewhere(page):
    for target in re.findall(r"\]\(([^)\s]+)\)", page.read_text()):
        if re.match(r"[a-z]+:", target):
            continue
        path, _, anchor = target.partition("#")
        file = (page.parent / path).resolve() if path else page
        assert file.exists(), f"{name(page)}: nothing at {target}"
        assert not anchor or anchor in anchors(file), f"{name(page)}: no heading for {target}"


@pytest.mark.parametrize("page", PAGES, ids=name)
def test_every_page_begins_with_its_title(page):
    assert page.read_text().startswith("# ")


@pytest.mark.parametrize("page", sorted((ROOT / "docs").rglob("*.md")), ids=name)
def test_every_page_can_be_reached_from_the_readme(page):
    seen, todo = set(), [ROOT / "README.md"]
    while todo:
        here = todo.pop()
        seen.add(here)
        links = re.findall(r"\]\(([^)\s#:]+\.md)", here.read_text())
        todo += [
            each for link in links if (each := (here.parent / link).resolve()) not in seen and each.exists()
        ]
    assert page in seen, "link it from a page that readers meet"


@pytest.mark.parametrize("page", PARTS)
def test_the_generated_part_is_what_the_sources_say(page):
    assert (ROOT / page).read_text() == renewed(page), "renew it: python -m tests.generated"


def test_the_house_page_draws_every_room_on_its_floor():
    drawn = (ROOT / "docs/house.md").read_text().partition("```text")[2].partition("```")[0]
    assert {room for rooms in FLOORS for room in rooms} - {"__main__"} <= set(re.findall(r"\w+", drawn))


@pytest.mark.parametrize("setting", SETTINGS, ids=lambda each: each.name)
def test_every_setting_is_in_the_reference(setting):
    assert f"`{setting.name}`" in (ROOT / "docs/reference/settings.md").read_text()


@pytest.mark.parametrize("command", commands.list_commands(click.Context(commands)))
def test_every_command_is_in_the_reference(command):
    assert f"## botengine {command}\n" in (ROOT / "docs/reference/commands.md").read_text()


@pytest.mark.parametrize("rule", RULES)
def test_every_check_is_in_the_reference(rule):
    assert rule in (ROOT / "docs/reference/checks.md").read_text()


@pytest.mark.parametrize("code", examples("python"))
def test_a_python_example_compiles(code):
    compile(code, "example", "exec")


@pytest.mark.parametrize("text", examples("yaml"))
def test_a_yaml_example_can_be_read(text):
    assert list(yaml.compose_all(text, yaml.SafeLoader))


@pytest.mark.parametrize("text", examples("sh", "bash"))
def test_a_shell_example_names_commands_that_exist(text):
    known = {*commands.list_commands(click.Context(commands)), "test", "--help", "COMMAND"}
    for command in re.findall(r"^(?:\./bot|botengine) (\S+)", text, re.MULTILINE):
        assert command in known
