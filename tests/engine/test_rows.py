"""Rows of buttons have no gaps: what is hidden from one person does not move the buttons below it."""

from __future__ import annotations

from pathlib import Path

import pytest

from botengine.messages import filled, packed
from botengine.testing import Phone
from botengine.values import User

FRONT = """
format: 1
bot: Rows
language: en
start: main.menu
roles: {owner: [], guest: []}
everywhere: {bottom: [{text: Back, back: true}, {text: Home, go: main.menu}]}
"""
MAIN = """
flow: main
screens:
  menu: {text: Menu, buttons: [{text: Work, go: work}]}
  work:
    text: Work
    buttons:
      - {text: One, go: menu, id: one, columns: 3}
      - {text: Two, go: menu, id: two, columns: 3}
      - {text: Three, go: menu, id: three, columns: 3}
      - {text: Four, go: menu, id: four, columns: 3, when: user.role == "owner"}
"""


@pytest.mark.parametrize(("role", "columns"), [("owner", [3] * 6), ("guest", [3, 3, 6, 3, 3])])
def test_the_last_button_of_a_row_takes_what_is_left_of_it(tmp_path: Path, role: str, columns: list[int]):
    (tmp_path / "flows").mkdir()
    (tmp_path / "flows.yaml").write_text(FRONT)
    (tmp_path / "flows" / "main.yaml").write_text(MAIN)
    phone = Phone(tmp_path, User(role, role, role)).open().tap("Work")
    assert [key.columns for key in phone.keys] == columns


@pytest.mark.parametrize(
    ("columns", "wanted"), [((), ()), ((2, 2), (2, 4)), ((2, 2, 3, 6), (2, 4, 6, 6)), ((1, 5, 4), (1, 5, 6))]
)
def test_every_row_is_full_and_there_are_no_more_rows(columns, wanted):
    assert filled(columns) == wanted
    assert len(packed(columns)) == len(packed(wanted))
    assert all(sum(row) == 6 for row in packed(wanted))
