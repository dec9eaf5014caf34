"""Pictures and files: on a screen, and sent by steps before it; small pictures as such, all else as files."""

from __future__ import annotations

from pathlib import Path

import pytest

from botengine.messages import MAX_PICTURE
from botengine.testing import Phone

FRONT = """
format: 1
bot: Files
language: en
start: main.menu
actions: [file_plugins]
"""
MAIN = """
flow: main
data: {made: file}
screens:
  menu:
    text: Menu
    buttons:
      - {text: Chart, go: chart}
      - {text: Ticket, do: files.ticket, keep: made, say: "Here is {{ made.name }}.", send: made}
      - {text: Poster, send: "https://example.test/{{ user.id }}/poster.JPG?size=1"}
      - {text: Plan, send: "https://example.test/plan.pdf", go: empty}
      - {text: Big, do: files.big, keep: made, send: made}
      - {text: Nothing, send: made}
  chart:
    load: {chart: files.chart}
    text: Sales
    picture: chart
    buttons: [{text: Home, go: menu, confirm: Really?}]
  empty:
    load: {report: files.report}
    text: Empty
    picture: made
    file: report.file
    buttons: [{text: Home, go: menu}]
"""
PLUGINS = """
from dataclasses import dataclass
from botengine import File, action

@dataclass
class Report:
    title: str
    file: File

@action("files.chart")
def chart() -> File: return File("chart.png", b"png")

@action("files.ticket", effect="natural")
def ticket() -> File: return File("Ticket 1.pdf", b"%PDF", "application/pdf")

@action("files.big", effect="natural")
def big() -> File: return File("big.png", b"x" * 1_000_001)

@action("files.report")
def report() -> Report: return Report("R", File("r.csv", b"1;2"))
"""


@pytest.fixture
def phone(tmp_path: Path) -> Phone:
    (tmp_path / "flows").mkdir()
    (tmp_path / "flows.yaml").write_text(FRONT)
    (tmp_path / "flows" / "main.yaml").write_text(MAIN)
    (tmp_path / "file_plugins.py").write_text(PLUGINS)
    return Phone(tmp_path).open()


def test_a_screen_shows_its_picture_with_the_text_as_caption(phone):
    phone.tap("Chart")
    (message,) = phone.newest
    assert (message.text, phone.files[message.picture].content) == ("Sales", b"png")


def test_a_question_in_between_has_no_picture(phone):
    assert phone.tap("Chart").tap("Home").messages[-1].picture == ""


def test_a_sent_file_comes_before_the_screen_and_both_have_the_keyboard(phone):
    sent, screen = phone.tap("Ticket").newest
    assert (sent.text, sent.file_name, sent.file_size) == ("", "Ticket 1.pdf", 4)
    assert phone.files[sent.file].content == b"%PDF"
    assert screen.text == "Here is Ticket 1.pdf.\n\nMenu"
    assert sent.keyboard == screen.keyboard
    phone.press(sent.keyboard.keys[0].body)
    assert phone.at == "main.chart"


def test_any_address_can_be_sent_with_values_in_it(phone):
    picture, _ = phone.tap("Poster").newest
    assert picture.picture == "https://example.test/tester/poster.JPG?size=1"
    plan, _ = phone.tap("Plan").newest
    assert (plan.file, plan.file_name, plan.file_size) == ("https://example.test/plan.pdf", "plan.pdf", 0)


def test_a_picture_too_large_for_phones_is_a_file(phone):
    sent, _ = phone.tap("Big").newest
    assert (sent.picture, sent.file_name, sent.file_size) == ("", "big.png", MAX_PICTURE + 1)


def test_an_empty_field_sends_and_shows_nothing(phone):
    (message,) = phone.tap("Nothing").newest
    assert message.picture == message.file == ""


def test_a_file_within_a_record_is_shown_on_its_screen(phone):
    message = phone.tap("Plan").messages[-1]
    assert (message.text, message.picture, message.file_name) == ("Empty", "", "r.csv")


def test_a_file_is_kept_between_turns_without_its_bytes(phone):
    phone.tap("Ticket").type("hello")
    sent, _ = phone.tap("Nothing").newest
    assert sent.file_name == "Ticket 1.pdf"
    assert b"%PDF" not in phone.snapshot
