"""Fields with a default: what they hold before anything is stored, and what happens to it then."""

import pytest

FRONT = """
start: main.menu
types:
  Status: {open: {label: not done}, done: {label: finished}}
"""
FLOW = """
data:
  shown: {type: Status, default: done}
  most: {type: money, default: "12.50 EUR"}
  tags: {type: [text], default: [new, old]}
  often: {type: integer, default: 3}
screens:
  menu:
    text: "{{ shown | label }}, {{ most | money }}, {{ tags | join }}, {{ often + 1 }}"
    buttons:
      - {text: Open, id: open, set: {shown: '"open"', often: often + 1}}
      - {text: None, id: none, set: {shown: none, tags: none}}
      - {text: Afresh, go: menu}
"""


@pytest.fixture
def phone(make_phone):
    return make_phone(FRONT, {"main": FLOW}).open()


def test_a_flow_begins_with_its_defaults(phone):
    assert phone.text == "finished, €12.50, new, old, 4"


def test_what_is_stored_counts_instead(phone):
    assert phone.tap("Open").text == "not done, €12.50, new, old, 5"


def test_what_was_emptied_stays_empty(phone):
    assert phone.tap("None").text == ", €12.50, , 4"


def test_a_flow_that_is_entered_anew_has_its_defaults_again(phone):
    assert phone.tap("Open").tap("Afresh").text == "finished, €12.50, new, old, 4"
