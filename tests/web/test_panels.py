"""Pages that plug-ins fill, as docs/howto/fill-a-web-page.md tells: for whom, and with what."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.web.conftest import FRONT, MAIN

GUIDE = Path(__file__).parents[2] / "docs/howto/fill-a-web-page.md"
CODE = re.findall(r"^```python\n(.*?)^```$", GUIDE.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL)[0]
ACTION = """
from botengine import action


@action("stock.read")
def read() -> str:
    return "812"
"""
ROLES = "roles: {admin: [stock.*], partner: []}\nactions: [stock_plugins]"


@pytest.fixture
def flows(tmp_path: Path) -> Path:
    """A bot with the guide's page."""
    (tmp_path / "flows").mkdir()
    (tmp_path / "stock_plugins").mkdir()
    (tmp_path / "stock_plugins/__init__.py").write_text(f'"""Stock."""\n{CODE}\n{ACTION}', encoding="utf-8")
    front = FRONT.lstrip().replace("roles: {admin: [], partner: []}", ROLES)
    (tmp_path / "flows.yaml").write_text(front, encoding="utf-8")
    (tmp_path / "flows" / "main.yaml").write_text(MAIN.lstrip(), encoding="utf-8")
    return tmp_path


def test_the_guides_page_stands_in_the_menu_and_shows_its_figures(anna):
    page = anna.look("/stock").text
    assert 'href="/web/stock" aria-current="page"' in page
    assert "for Anna" in page
    assert "812" in page
    assert "Great hall" in page


def test_a_pressed_tab_comes_back_to_the_function(anna):
    assert '<a href="/web/stock?show=week" aria-current="page">' in anna.look("/stock?show=week").text


def test_what_an_address_says_is_escaped(anna):
    assert "<script>alert" not in anna.look("/stock?show=<script>alert(1)</script>").text


def test_whose_role_may_not_finds_nothing(paul):
    assert paul.look("/stock").status_code == 404
    assert "/web/stock" not in paul.look("/profile").text


def test_strangers_are_asked_to_log_in(browser):
    assert browser.look("/stock").headers["location"] == "/web/login?next=/stock"


def test_a_page_that_is_not_there_has_a_title_in_every_language(anna):
    for language in ("de", "en", "ru", "uk"):
        answer = anna.get("/web/nothing", headers={"Accept-Language": language})
        assert answer.status_code == 404
        assert "Content-Type" not in answer.text  # of the catalogue's head
